"""Who adds up amounts also counts those without an exchange rate, which needs the amount itself: it stands in the same
indexes, so that nobody looks at the rows."""

from django.db import migrations, models

LIVE = models.Q(("deleted_at__isnull", True))
INDEXES = (
    (
        "opp_expected_idx",
        ["state", "expected_on", "id"],
        ("amount", "amount_base", "weighted_amount", "weighted_amount_base", "owner", "dept"),
    ),
    (
        "opp_closed_idx",
        ["closed_on", "id"],
        ("process", "state", "opened_on", "owner", "dept", "amount", "amount_base", "lost_reason"),
    ),
    ("opp_opened_idx", ["process", "opened_on"], ("amount", "amount_base", "owner", "dept")),
)


class Migration(migrations.Migration):
    dependencies = [("sales", "0004_what_dashboards_add_up")]
    operations = [
        operation
        for name, fields, include in INDEXES
        for operation in (
            migrations.RemoveIndex(model_name="opportunity", name=name),
            migrations.AddIndex(
                model_name="opportunity",
                index=models.Index(condition=LIVE, fields=fields, include=include, name=name),
            ),
        )
    ]
