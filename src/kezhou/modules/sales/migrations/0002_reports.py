"""Indexes for reports by the day of opening and for the days from opening to the win; the one for sums also says whose
they are, so that a department's board is added up, and the newest ended ones are found, without a look at the rows."""

from django.db import migrations, models

LIVE = models.Q(("deleted_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]
    operations = [
        migrations.RemoveIndex(model_name="opportunity", name="opp_sums_idx"),
        migrations.RemoveIndex(model_name="opportunity", name="opp_closed_idx"),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=LIVE,
                fields=["closed_on", "id"],
                include=("process", "state", "opened_on", "owner", "dept"),
                name="opp_closed_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=LIVE,
                fields=["process", "state", "stage"],
                include=(
                    *("amount", "amount_currency", "amount_base"),
                    *("weighted_amount", "weighted_amount_currency", "weighted_amount_base", "owner", "dept"),
                ),
                name="opp_sums_idx",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(condition=LIVE, fields=["process", "opened_on"], name="opp_opened_idx"),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("deleted_at__isnull", True), ("state", "won")),
                fields=["process", "opened_on"],
                include=("closed_on", "owner", "dept"),
                name="opp_won_idx",
            ),
        ),
    ]
