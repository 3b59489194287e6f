"""What dashboards add up stands in the indexes that find it: new, expected and won amounts by month, person and department,
and reasons of losing, without a look at the rows."""

from django.db import migrations, models

LIVE = models.Q(("deleted_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("sales", "0003_links_with_the_trash")]
    operations = [
        migrations.RemoveIndex(model_name="opportunity", name="opp_expected_idx"),
        migrations.RemoveIndex(model_name="opportunity", name="opp_closed_idx"),
        migrations.RemoveIndex(model_name="opportunity", name="opp_opened_idx"),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=LIVE,
                fields=["state", "expected_on", "id"],
                include=("amount_base", "weighted_amount_base", "owner", "dept"),
                name="opp_expected_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=LIVE,
                fields=["closed_on", "id"],
                include=("process", "state", "opened_on", "owner", "dept", "amount_base", "lost_reason"),
                name="opp_closed_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=LIVE,
                fields=["process", "opened_on"],
                include=("amount_base", "owner", "dept"),
                name="opp_opened_idx",
            ),
        ),
    ]
