"""What belongs to selling and is no entity: the company's rules of registration."""

from kezhou.sdk import model as m

ONLY = 1
"""The id of the one row of `SalesRules`."""


class SalesRules(m.Model):
    """One row; without it the defaults of `settings.py` hold.

    `registration_required`: only a registered opportunity can be won. `validity_days`: how long a registration
    protects its finder; `recent_days`: how long after its end an opportunity still counts when clashes are looked for.
    """

    id = m.IntegerField(primary_key=True)
    registration_required = m.BooleanField()
    validity_days = m.IntegerField()
    recent_days = m.IntegerField()
    max_renewals = m.IntegerField()
    competitor_on_loss = m.BooleanField()
    version = m.IntegerField(default=1)
    updated_at = m.DateTimeField()
    updated_by = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            m.CheckConstraint(
                condition=m.Q(id=ONLY, validity_days__gte=1, recent_days__gte=0, max_renewals__gte=0),
                name="sales_rules_numbers",
            )
        ]
