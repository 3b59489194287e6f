from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now


class JobRecord(models.Model):
    """Long work that a person started, as that person sees it: how far it is, what it said, how to stop it, what came
    out.

    `done` and `total` count the unit named by the kind of job (rows, files). `log` holds the last lines only.
    `result` is what the kind of job defines, such as `{"file": "<uuid>"}`.
    """

    STATES: ClassVar[tuple[str, ...]] = ("queued", "running", "done", "failed", "cancelled")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    actor = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=16, default="queued")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    message = models.CharField(max_length=500, blank=True, default="")
    log: "models.JSONField[list[dict[str, Any]]]" = models.JSONField(default=list, blank=True)
    result: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_record"
        indexes = [models.Index(fields=["actor", "-id"], name="jobs_record_actor")]
        constraints = [
            models.CheckConstraint(
                name="jobs_record_state",
                condition=models.Q(state__in=("queued", "running", "done", "failed", "cancelled")),
            ),
        ]


class Heartbeat(models.Model):
    """A sign of life of one worker process, written every few seconds; `/readyz` reads it."""

    worker = models.CharField(max_length=100, primary_key=True)
    started_at = models.DateTimeField(db_default=Now())
    beaten_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "jobs_heartbeat"
