"""The opportunity that a lead became is a link like the others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leads", "0001_initial"), ("sales", "0001_initial")]
    operations = [
        migrations.RemoveField("lead", "opportunity_id"),
        migrations.AddField(
            "lead",
            "opportunity",
            models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sales.opportunity",
                verbose_name="Became opportunity",
            ),
        ),
    ]
