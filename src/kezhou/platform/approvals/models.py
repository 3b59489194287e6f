from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApprovalRequest(models.Model):
    """Somebody asks for something that another person must allow. `payload` is what the kind needs to carry it out.

    Who may decide: the people in `candidate_users`, everybody with role `candidate_role`, everybody with the
    administrative permission `candidate_permission`. Never the one who asks.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    entity = models.CharField(max_length=64, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    payload: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    asked_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    candidate_users = ArrayField(models.BigIntegerField(), default=list)
    candidate_role = models.CharField(max_length=64, blank=True, default="")
    candidate_permission = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=10, default="pending")
    decided_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "approvals_request"
        indexes = [
            models.Index(fields=["-id"], condition=models.Q(state="pending"), name="approvals_request_pending"),
            models.Index(fields=["asked_by", "-id"], name="approvals_request_asker"),
        ]
        constraints = [
            models.CheckConstraint(
                name="approvals_request_state",
                condition=models.Q(state__in=("pending", "approved", "rejected", "withdrawn")),
            ),
            models.CheckConstraint(
                name="approvals_not_by_asker",
                condition=~models.Q(decided_by=models.F("asked_by")) | models.Q(state="withdrawn"),
            ),
        ]
