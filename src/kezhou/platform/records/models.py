"""What belongs to lists and calls rather than to a business: saved views and answers kept for repeated calls."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SavedView(models.Model):
    """A named query scheme (S34): filter, order, columns and widths of one entity's list; private, or shared with
    everybody.

    What it shows is still only what the reader may see.
    """

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    shared = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    filter: Any = models.JSONField(null=True, blank=True)
    sort = models.CharField(max_length=200, blank=True, default="")
    columns: Any = models.JSONField(default=list)
    density = models.CharField(max_length=12, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["entity", "user"], name="records_view_user_idx")]
        constraints = [models.UniqueConstraint(fields=["entity", "user", "name"], name="records_view_name_uniq")]


class KeptAnswer(models.Model):
    """The answer to a call that carried an `Idempotency-Key`, so that a repeated call gets the same one."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey("org.User", on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=100)
    call = models.CharField(max_length=200)
    body_digest = models.BinaryField(max_length=32)
    status = models.IntegerField()
    body = models.BinaryField()
    headers: Any = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="records_answer_uniq")]
        indexes = [models.Index(fields=["at"], name="records_answer_at_idx")]


class BulkCall(models.Model):
    """A change to many records that a job carries out: what was chosen and how far it is."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    op = models.CharField(max_length=10)
    ids: Any = ArrayField(models.BigIntegerField())
    values: Any = models.JSONField(default=dict)
    done = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    failures: Any = models.JSONField(default=list)
    created_at = models.DateTimeField()
