"""Flows and their published versions; requests, the tasks of their steps, who was told, and what happened to them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

PENDING, APPROVED, REJECTED, WITHDRAWN, RETURNED = "pending", "approved", "rejected", "withdrawn", "returned"
STATES = (PENDING, APPROVED, REJECTED, WITHDRAWN, RETURNED)


class ApprovalFlow(models.Model):
    """How one subject is approved: a kind of document, or another kind of request. `draft` is what the designer shows;
    requests run by the version in `published`."""

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=64, unique=True)
    draft: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    published = models.ForeignKey(
        "approvals.ApprovalVersion", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_active = models.BooleanField(default=True)
    """A flow that is switched off is as if there were none; requests that run by it go on."""
    version = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "approvals_flow"


class ApprovalVersion(models.Model):
    """A flow as it was published: frozen, because requests run by it."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=64)
    number = models.IntegerField()
    definition: "models.JSONField[dict[str, Any]]" = models.JSONField()
    note = models.CharField(max_length=200, blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "approvals_version"
        constraints = [models.UniqueConstraint(fields=["subject", "number"], name="approvals_version_number")]


class Requests(models.Manager["ApprovalRequest"]):
    """The lines of what was asked about are read only where they are shown: they may be hundreds."""

    def get_queryset(self) -> "models.QuerySet[ApprovalRequest]":
        return super().get_queryset().defer("lines")


class ApprovalRequest(models.Model):
    """Somebody asks for something that others must allow: one run of one version of a flow.

    `payload` is what the kind needs to carry it out; `facts` what was asked about, as it stood at submission (and as
    approvers have changed it since). Without a `flow_version` the request has one step for the people it was sent to.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    entity = models.CharField(max_length=64, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    payload: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    facts: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    lines: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    """The lines of the document as they stood then, by key of its lines."""
    flow_version = models.ForeignKey(
        ApprovalVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    chosen: "models.JSONField[dict[str, list[int]]]" = models.JSONField(default=dict)
    """Node → the people whom the starter named for it."""
    node = models.CharField(max_length=31, blank=True, default="")
    """The approval node that is being decided."""
    step = models.IntegerField(default=0)
    """Counts the approval nodes that were entered, a node that a request was returned to once more."""
    fresh_from = models.IntegerField(default=1)
    """Approvals of earlier steps no longer speak for the same person: the request was returned behind them."""
    asked_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=PENDING)
    decided_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """Whose decision was the last one; nobody where a rule decided."""
    decided_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=500, blank=True, default="")
    urged_at = models.DateTimeField(null=True)
    urges = models.IntegerField(default=0)

    objects = Requests()

    class Meta:
        db_table = "approvals_request"
        indexes = [
            models.Index(fields=["-id"], condition=Q(state="pending"), name="approvals_request_pending"),
            models.Index(fields=["asked_by", "-id"], name="approvals_request_asker"),
            models.Index(fields=["entity", "record_id", "-id"], name="approvals_request_record"),
        ]
        constraints = [
            models.CheckConstraint(name="approvals_request_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="approvals_not_by_asker",
                condition=~Q(decided_by=models.F("asked_by")) | Q(state="withdrawn") | Q(flow_version__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "entity", "record_id"],
                condition=Q(state="pending", flow_version__isnull=False, record_id__isnull=False),
                name="approvals_one_run",
            ),
        ]


class ApprovalTask(models.Model):
    """One approver in one step. Either a person, or whoever holds a role or an administrative permission.

    `parent` and `place`: asked by another approver, before or after that one decides. `moved_from`: the task in whose
    place this one came: it was handed on, or is outdated because somebody changed what it had approved.
    """

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    step = models.IntegerField()
    node = models.CharField(max_length=31)
    position = models.IntegerField(default=0)
    user = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=64, blank=True, default="")
    permission = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=12, default="waiting")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=6, blank=True, default="")
    moved_from = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    asked_at = models.DateTimeField(null=True)
    """When the task became pending."""
    due_at = models.DateTimeField(null=True)
    reminders = models.IntegerField(default=0)
    decided_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=500, blank=True, default="")
    signature = models.ForeignKey(
        "files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    """What whoever decided drew with the hand (手写签名), a picture."""
    hidden: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=128), default=list)
    """What the step does not tell its approvers of the document (see `flow.Decision.hide`)."""

    class Meta:
        db_table = "approvals_task"
        indexes = [
            models.Index(fields=["request", "step", "id"], name="approvals_task_request"),
            models.Index(fields=["user", "-request"], condition=Q(state="pending"), name="approvals_task_todo"),
            models.Index(
                fields=["-request"], condition=Q(state="pending", user__isnull=True), name="approvals_task_group"
            ),
            models.Index(
                fields=["decided_by", "-request"],
                condition=Q(decided_by__isnull=False),
                name="approvals_task_done",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(state="pending", due_at__isnull=False), name="approvals_task_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="approvals_task_state",
                condition=Q(
                    state__in=(
                        *("waiting", "pending", "approved", "rejected", "skipped"),
                        *("transferred", "cancelled", "returned", "outdated"),
                    )
                ),
            ),
            models.CheckConstraint(
                name="approvals_task_someone", condition=Q(user__isnull=False) | ~Q(role="") | ~Q(permission="")
            ),
            models.UniqueConstraint(
                fields=["request", "step", "user"],
                condition=Q(state__in=("waiting", "pending"), user__isnull=False),
                name="approvals_task_once",
            ),
        ]


class ApprovalCopy(models.Model):
    """Who was told of a request without deciding it (抄送)."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ApprovalRequest, on_delete=models.CASCADE, related_name="copies", db_index=False)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    node = models.CharField(max_length=31, blank=True, default="")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_copy"
        constraints = [models.UniqueConstraint(fields=["request", "user"], name="approvals_copy_once")]
        indexes = [models.Index(fields=["user", "-request"], name="approvals_copy_mine")]


class ApprovalLog(models.Model):
    """What happened to a request, in order; only ever added to. `people` are those whom the act concerned."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(ApprovalRequest, on_delete=models.PROTECT, related_name="log", db_index=False)
    at = models.DateTimeField()
    actor = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    action = models.CharField(max_length=20)
    node = models.CharField(max_length=31, blank=True, default="")
    step = models.IntegerField(default=0)
    for_user = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """In whose place a deputy acted."""
    people: "ArrayField[Any, Any]" = ArrayField(models.BigIntegerField(), default=list)
    comment = models.CharField(max_length=500, blank=True, default="")
    changed: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=63), default=list)
    """Fields that the approver changed while deciding."""

    class Meta:
        db_table = "approvals_log"
        indexes = [models.Index(fields=["request", "id"], name="approvals_log_request")]


class ApprovalDeputy(models.Model):
    """While somebody is absent another person may decide in their place (委托代理); both days belong to it."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    deputy = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    first_day = models.DateField()
    last_day = models.DateField()
    subjects: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=64), default=list)
    """Kinds and documents that it is about; empty for all."""
    reason = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "approvals_deputy"
        indexes = [
            models.Index(
                fields=["deputy", "last_day"], condition=Q(ended_at__isnull=True), name="approvals_deputy_for"
            ),
            models.Index(fields=["user", "-id"], name="approvals_deputy_of"),
        ]
        constraints = [
            models.CheckConstraint(name="approvals_deputy_days", condition=Q(last_day__gte=models.F("first_day"))),
            models.CheckConstraint(name="approvals_deputy_other", condition=~Q(user=models.F("deputy"))),
        ]


class ApprovalPhrases(models.Model):
    """The sentences that a person often writes when deciding (常用语)."""

    user = models.OneToOneField("org.User", primary_key=True, on_delete=models.CASCADE, related_name="+")
    texts: "ArrayField[Any, Any]" = ArrayField(models.CharField(max_length=100), default=list)

    class Meta:
        db_table = "approvals_phrases"
