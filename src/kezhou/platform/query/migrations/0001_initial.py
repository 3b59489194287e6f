import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [("org", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("entity", models.CharField(max_length=60)),
                ("record_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="org.user",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["entity", "record_id"], name="query_follow_record_idx")],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "entity", "record_id"), name="query_follow_uniq")
                ],
            },
        ),
    ]
