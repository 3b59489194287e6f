# What a step hides from its approvers, and approvals that a change has outdated.

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_lines_and_signatures")]

    operations = [
        migrations.AddField(
            model_name="approvaltask",
            name="hidden",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=128), default=list, size=None
            ),
        ),
        migrations.RemoveConstraint(model_name="approvaltask", name="approvals_task_state"),
        migrations.AddConstraint(
            model_name="approvaltask",
            constraint=models.CheckConstraint(
                condition=Q(
                    state__in=(
                        *("waiting", "pending", "approved", "rejected", "skipped"),
                        *("transferred", "cancelled", "returned", "outdated"),
                    )
                ),
                name="approvals_task_state",
            ),
        ),
    ]
