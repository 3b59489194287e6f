"""What stays of a handover when its lines are no longer kept."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial")]

    operations = [
        migrations.AddField(model_name="handover", name="totals", field=models.JSONField(null=True)),
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(condition=Q(("totals__isnull", True)), fields=["created_at"], name="handover_kept_idx"),
        ),
    ]
