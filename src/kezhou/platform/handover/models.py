from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy


class Handover(models.Model):
    """One plan and what became of it. `plan` is what was asked for, `people` whose records it is about (empty where a
    condition chose them)."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("handover", "Planned")
        RUNNING = "running", pgettext_lazy("handover", "Running")
        STOPPED = "stopped", pgettext_lazy("handover", "Stopped")
        DONE = "done", pgettext_lazy("handover", "Done")
        UNDOING = "undoing", pgettext_lazy("handover", "Being taken back")
        UNDONE = "undone", pgettext_lazy("handover", "Taken back")

    id = models.BigAutoField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    people: Any = ArrayField(models.BigIntegerField(), default=list)
    plan: Any = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True, default="")
    created_by = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    job = models.ForeignKey("jobs.JobRecord", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    """The job that works on it now, or did last."""
    totals: Any = models.JSONField(null=True)
    """What the lines added up to, once they are no longer kept: `{count, entities}` as the report showed them."""
    disabled: Any = ArrayField(models.BigIntegerField(), default=list)
    """Whose accounts it closed at the end."""

    class Meta:
        db_table = "handover_handover"
        indexes = [models.Index(fields=["created_at"], name="handover_kept_idx", condition=Q(totals__isnull=True))]
        constraints = [
            models.CheckConstraint(
                name="handover_state",
                condition=Q(state__in=["draft", "running", "stopped", "done", "undoing", "undone"]),
            ),
            models.UniqueConstraint(fields=["created_by"], condition=Q(state="draft"), name="handover_one_draft"),
        ]


class HandoverItem(models.Model):
    """One record of a handover: from whom, to whom or into which pool, and whether it went.

    `state`: waiting → moved or kept (`why`: changed, locked, no_right, bad_target) → after an undo back or stays
    (`why`: changed).
    """

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items", db_index=False)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    from_owner = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    to_owner = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_pool = models.ForeignKey("pools.Pool", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default="waiting")
    why = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        db_table = "handover_item"
        constraints = [
            models.UniqueConstraint(fields=["handover", "entity", "record_id"], name="handover_item_once"),
            models.CheckConstraint(
                name="handover_item_state", condition=Q(state__in=["waiting", "moved", "kept", "back", "stays"])
            ),
            models.CheckConstraint(
                name="handover_item_target",
                condition=Q(to_owner__isnull=False, to_pool__isnull=True)
                | Q(to_owner__isnull=True, to_pool__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["handover", "state", "id"], name="handover_item_state_idx")]


class HandoverDuty(models.Model):
    """What a person had that is no record: approvals to decide, memberships, people who report. `before` is what the
    source needs to give it back."""

    id = models.BigAutoField(primary_key=True)
    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="duties")
    source = models.CharField(max_length=40)
    person = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    to_owner = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default="waiting")
    count = models.IntegerField(default=0)
    before: Any = models.JSONField(default=list)

    class Meta:
        db_table = "handover_duty"
        constraints = [
            models.UniqueConstraint(fields=["handover", "source", "person"], name="handover_duty_once"),
            models.CheckConstraint(
                name="handover_duty_state", condition=Q(state__in=["waiting", "moved", "kept", "back"])
            ),
        ]
