"""Pools, who belongs to them, the rules by which records fall into them, and the ledger of everything that moved."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

ONE_HOLDER = (
    Q(user__isnull=False, role__isnull=True, department__isnull=True)
    | Q(user__isnull=True, role__isnull=False, department__isnull=True)
    | Q(user__isnull=True, role__isnull=True, department__isnull=False)
)


class Pool(models.Model):
    """One pool of one entity, such as “customers of the south”, and what its members may take out of it.

    Numbers of days are calendar days of the company's zone; a limit of None is no limit.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    active = models.BooleanField(default=True)
    order = models.IntegerField(default=0)
    version = models.IntegerField(default=1)
    columns: Any = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    """The fields that members see before a claim; none named means all."""
    masked = models.BooleanField(default=True)
    """Whether protected fields are shown in part before a claim, even to whom a role shows them in full."""
    claims_per_day = models.IntegerField(null=True, blank=True)
    claims_per_week = models.IntegerField(null=True, blank=True)
    views_per_day = models.IntegerField(null=True, blank=True)
    """How many different records a member may open in this pool per day."""
    ex_owner_days = models.IntegerField(null=True, blank=True)
    """Days for which nobody gets back what was theirs."""
    new_days = models.IntegerField(null=True, blank=True)
    """Days for which nobody may claim what has just entered the pool."""
    is_default = models.BooleanField(default=False)
    """Where a record goes that is put back without naming a pool and never lay in one; at most one per entity."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "name"], name="pools_pool_name_uniq"),
            models.UniqueConstraint(fields=["entity"], condition=Q(is_default=True), name="pools_pool_default_uniq"),
        ]


class PoolMember(models.Model):
    """Who may see and claim what lies in a pool: a person, everybody with a role, or a department and all below it.

    `is_admin`: may also hand records of the pool out and move them to other pools.
    """

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey("org.User", null=True, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey("access.Role", null=True, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey("org.Department", null=True, on_delete=models.CASCADE, related_name="+")
    is_admin = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=ONE_HOLDER, name="pools_member_one_holder")]


class PoolLimit(models.Model):
    """How many records of an entity a person may hold (库容): said for a person, a role or a department.

    The most particular word counts, person before role before department; `condition` (JSON) picks the held records
    that count, None means all.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    user = models.ForeignKey("org.User", null=True, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey("access.Role", null=True, on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey("org.Department", null=True, on_delete=models.CASCADE, related_name="+")
    holdings = models.IntegerField()
    condition: Any = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=ONE_HOLDER, name="pools_limit_one_holder"),
            models.CheckConstraint(condition=Q(holdings__gte=0), name="pools_limit_holdings"),
            models.UniqueConstraint(
                fields=["entity", "user", "role", "department"], nulls_distinct=False, name="pools_limit_uniq"
            ),
        ]


class PoolRule(models.Model):
    """When owned records fall into a pool. Any rule that is due is enough; the earliest one is named.

    `basis` says from when the days are counted: `without` from the later of becoming the owner's and the last `fact`;
    `after` from the last `fact` alone; `on` not at all, the records fall on `on_date`.
    """

    class Basis(models.TextChoices):
        WITHOUT = "without", pgettext_lazy("pool rule", "Without it for so many days")
        AFTER = "after", pgettext_lazy("pool rule", "So many days after it")
        ON = "on", pgettext_lazy("pool rule", "On a date")

    id = models.BigAutoField(primary_key=True)
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, related_name="rules")
    name = models.CharField(max_length=60)
    active = models.BooleanField(default=False)
    order = models.IntegerField(default=0)
    basis = models.CharField(max_length=10, choices=Basis.choices, default=Basis.WITHOUT)
    fact = models.CharField(max_length=40, blank=True, default="")
    days = models.IntegerField(default=0)
    on_date = models.DateField(null=True, blank=True)
    condition: Any = models.JSONField(null=True, blank=True)
    """Which records the rule is about (condition JSON): a level, a region, a department; None means all."""
    exceptions: Any = models.JSONField(null=True, blank=True)
    """Which of them it spares (condition JSON)."""
    spared: Any = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    """Keys of registered exemptions, such as an open opportunity."""
    protect_days = models.IntegerField(default=0)
    """Days after its creation for which a record is spared."""
    warn_days = models.IntegerField(default=0)
    """Days before the fall on which the owner is warned; 0 means never."""
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pools_rule_numbers",
                condition=Q(days__gte=0) & Q(protect_days__gte=0) & Q(warn_days__gte=0),
            ),
            models.CheckConstraint(
                name="pools_rule_basis",
                condition=(Q(basis="on") & Q(on_date__isnull=False))
                | (Q(basis__in=["without", "after"]) & ~Q(fact="") & Q(on_date__isnull=True)),
            ),
        ]


class PoolMove(models.Model):
    """One line of the ledger: a record went from an owner or a pool to an owner or a pool. Quotas, cool-downs and
    reports are counted from here; nothing ever changes a line.

    A record that was created with an owner has no line until it first moves; one that came into the company through a
    pool has a line without “from”.
    """

    append_only = True

    class Kind(models.TextChoices):
        CLAIM = "claim", pgettext_lazy("pool move", "Claimed")
        ASSIGN = "assign", pgettext_lazy("pool move", "Assigned")
        RECYCLE = "recycle", pgettext_lazy("pool move", "Recycled")
        RETURN = "return", pgettext_lazy("pool move", "Returned")
        TRANSFER = "transfer", pgettext_lazy("pool move", "Moved to another pool")
        HANDOVER = "handover", pgettext_lazy("pool move", "Handed over")
        MERGE = "merge", pgettext_lazy("pool move", "Merged")
        IMPORT = "import", pgettext_lazy("pool move", "Brought in")

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    from_owner = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_owner = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_pool = models.ForeignKey(Pool, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_pool = models.ForeignKey(Pool, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    rule = models.ForeignKey(PoolRule, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "pools_move"
        indexes = [
            models.Index(fields=["entity", "record_id", "-id"], name="pools_move_record"),
            models.Index(fields=["to_owner", "at"], condition=Q(kind="claim"), name="pools_move_claims"),
            models.Index(fields=["from_pool", "at"], condition=Q(from_pool__isnull=False), name="pools_move_out"),
            models.Index(fields=["to_pool", "at"], condition=Q(to_pool__isnull=False), name="pools_move_in"),
        ]
        constraints = [
            models.CheckConstraint(
                name="pools_move_kind",
                condition=Q(
                    kind__in=["claim", "assign", "recycle", "return", "transfer", "handover", "merge", "import"]
                ),
            ),
            models.CheckConstraint(
                name="pools_move_target",
                condition=Q(to_owner__isnull=False, to_pool__isnull=True)
                | Q(to_owner__isnull=True, to_pool__isnull=False),
            ),
        ]


class PoolWarning(models.Model):
    """An owner was told that a record is about to fall into a pool on this day; said once."""

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    owner = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    rule = models.ForeignKey(PoolRule, on_delete=models.CASCADE, related_name="+", db_index=False)
    due_on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "record_id", "owner", "rule", "due_on"], name="pools_warning_once"
            )
        ]


class PoolHold(models.Model):
    """A record stays with its owner up to and including this day, whatever the rules say (锁定, 延期)."""

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "record_id"], name="pools_hold_uniq")]


class PoolView(models.Model):
    """A member opened a record of a pool on a day; the daily limit of views is counted from here."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "pool", "day", "record_id"], name="pools_view_once")]
