"""What belongs to leads and is no entity: how they are scored and to whom they go."""

from typing import Any

from kezhou.sdk import model as m

ONLY = 1
"""The id of the one row of `LeadRules`."""
STRATEGIES = ("round_robin", "least_loaded", "region", "named", "pool")
CHANNELS = ("form", "import", "entry")
"""How a lead comes in: through a registration form, in a file, or entered by somebody (by hand or through the API)."""


class LeadRules(m.Model):
    """The company's one set: rules of the score in their order, the bands of grades, who is away, and the versions that
    a change must name."""

    id = m.IntegerField(primary_key=True)
    score_rules: Any = m.JSONField(default=list)
    """`[{"id", "label", "condition", "points"}]`, see `scoring.rules.ScoreRule`."""
    bands: Any = m.JSONField(default=dict)
    """Grade → the least score that earns it, such as `{"A": 80, "B": 60, "C": 30}`."""
    away: Any = m.JSONField(default=list)
    """`[{"user", "from", "until"}]`: on these days nobody gets leads."""
    scoring_version = m.IntegerField(default=0)
    assignment_version = m.IntegerField(default=0)
    updated_at = m.DateTimeField()

    class Meta:
        constraints = [m.CheckConstraint(condition=m.Q(id=ONLY), name="leads_rules_only")]


class AssignmentRule(m.Model):
    """One rule of assignment; the first in their order that fits a lead and has somebody to give it to decides.

    `last_user` is who had the last turn. Whoever assigns holds these rows locked until the lead is written, so two
    imports at once take their turns exactly.
    """

    id = m.BigAutoField(primary_key=True)
    position = m.IntegerField()
    name = m.CharField(max_length=80)
    active = m.BooleanField(default=True)
    condition: Any = m.JSONField(null=True)
    channels: Any = m.ArrayField(m.CharField(max_length=10), default=list)
    """Of `CHANNELS`; empty means all."""
    strategy = m.CharField(max_length=20)
    people: Any = m.ArrayField(m.BigIntegerField(), default=list)
    """Who takes turns, in this order; for `named` the one person."""
    departments: Any = m.ArrayField(m.BigIntegerField(), default=list)
    """Whose people, those of departments below included, take turns as well."""
    regions: Any = m.JSONField(default=list)
    """For `region`: `[{"regions": ["44"], "people": [7]}]`."""
    pool = m.ForeignKey("pools.Pool", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)
    working_days_only = m.BooleanField(default=False)
    from_minute = m.IntegerField(null=True)
    to_minute = m.IntegerField(null=True)
    """Minutes of the company's day between which the rule holds; null on both means all day."""
    last_user = m.BigIntegerField(null=True)

    class Meta:
        constraints = [
            m.CheckConstraint(condition=m.Q(strategy__in=STRATEGIES), name="leads_rule_strategy"),
            m.CheckConstraint(condition=~m.Q(strategy="pool") | m.Q(pool__isnull=False), name="leads_rule_pool_named"),
        ]


class Assignment(m.Model):
    """Why a lead went to whom: the rule as it was called then, and what was looked at. Never changed."""

    append_only = True

    id = m.BigAutoField(primary_key=True)
    lead = m.ForeignKey("leads.Lead", on_delete=m.PROTECT, related_name="+", db_index=False)
    rule = m.BigIntegerField()
    rule_name = m.CharField(max_length=80)
    strategy = m.CharField(max_length=20)
    owner = m.ForeignKey("org.User", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)
    pool = m.ForeignKey("pools.Pool", null=True, on_delete=m.PROTECT, related_name="+", db_index=False)
    why: Any = m.JSONField(default=dict)
    """`{"load", "passed": [{"user", "why"}]}`: how much the person held, and who was passed over for what reason."""
    at = m.DateTimeField()

    class Meta:
        indexes = [
            m.Index(fields=["lead", "-id"], name="leads_assignment_lead_idx"),
            m.Index(fields=["owner", "-id"], name="leads_assignment_owner_idx"),
        ]
