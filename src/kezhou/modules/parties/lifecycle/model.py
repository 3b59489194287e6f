"""The rules by which the status of customers is recognised (S29)."""

from typing import Any

from kezhou.sdk import model as m


class Lifecycle(m.Model):
    """The one set of rules, in their order; the first that fits a customer names its status. Recognised each night
    while `active`."""

    id = m.BigAutoField(primary_key=True)
    active = m.BooleanField(default=False)
    rules: Any = m.JSONField(default=list)
    """`[{"status", "condition"?, "fact"?, "when"? within·over·never, "days"?}]`, see `rules.Rule`."""
    version = m.IntegerField(default=1)
    changed_at = m.DateTimeField()
