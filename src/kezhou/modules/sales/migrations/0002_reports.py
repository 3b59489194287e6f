"""Indexes for reports by the day of opening, and for the days from opening to the win."""

from django.db import migrations, models

LIVE = models.Q(("deleted_at__isnull", True))


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]
    operations = [
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
