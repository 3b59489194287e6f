"""An import may put its new records into a pool, and compares the rows of its file with each other."""

from django.db import migrations, models
from django.db.models import Q, deletion


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_duplicates"),
        ("pools", "0003_default_pool"),
    ]

    operations = [
        migrations.CreateModel(
            name="RowKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "key", "row_no", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("run_id", models.BigIntegerField()),
                ("key", models.IntegerField()),
                ("row_no", models.IntegerField()),
            ],
            options={
                "db_table": "exchange_rowkey",
                "indexes": [models.Index(fields=["run_id", "row_no"], name="exchange_rowkey_row")],
            },
        ),
        migrations.AddField(
            model_name="importrun",
            name="pool",
            field=models.ForeignKey(
                db_index=False, null=True, on_delete=deletion.PROTECT, related_name="+", to="pools.pool"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=Q(("owner__isnull", True), ("pool__isnull", True), _connector="OR"),
                name="exchange_run_owner_or_pool",
            ),
        ),
    ]
