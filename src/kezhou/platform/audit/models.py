from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class AuditEntry(models.Model):
    """One act on one record. Rows are written by `audit.write` only and never changed.

    `changes` is `{field: {"from": old, "to": new}}` in the JSON form of the field type; for a personal field it is
    `{field: {"personal": <hex digest>}}` and the values stand in `AuditPersonal`. `meta` holds what belongs to the
    act and not to a field (reason, row count, what was asked).
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    actor_kind = models.CharField(max_length=12)
    request_id = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=64)
    changes: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)
    meta: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["entity", "record_id", "-id"], name="audit_entry_record"),
            models.Index(fields=["actor_id", "-id"], name="audit_entry_actor"),
            models.Index(fields=["at"], name="audit_entry_at"),
        ]


class AuditPersonal(models.Model):
    """The old and new value of one personal field in one entry.

    `salt` makes the digest in the entry worthless for guessing: an erasure takes values and salt away together.
    """

    append_only = True

    pk = models.CompositePrimaryKey("entry_id", "field")
    entry_id = models.BigIntegerField()
    field = models.CharField(max_length=64)
    salt = models.BinaryField(null=True)
    old: "models.JSONField[Any]" = models.JSONField(null=True)
    new: "models.JSONField[Any]" = models.JSONField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "audit_personal"


class AuditSeal(models.Model):
    """One link of the chain: all entries with `after_id < id <= up_to_id`, their digests rolled into `root`.

    `hash` covers this link and, through `prev_hash`, every link before it. The hash of the last link, kept elsewhere,
    proves that nothing was cut off at the end.
    """

    append_only = True

    id = models.BigIntegerField(primary_key=True)
    after_id = models.BigIntegerField(unique=True)
    up_to_id = models.BigIntegerField(unique=True)
    entries = models.IntegerField()
    root = models.BinaryField()
    prev_hash = models.BinaryField(unique=True)
    hash = models.BinaryField(unique=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "audit_seal"


class History(models.Model):
    """The value of one tracked field over one stretch of time: `valid_from <= moment < valid_to`.

    No `valid_from`: from before tracking began. No `valid_to`: it still holds.
    """

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=64)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=64)
    value: "models.JSONField[Any]" = models.JSONField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)

    class Meta:
        db_table = "audit_history"
        indexes = [
            models.Index(fields=["entity", "record_id", "field", "valid_from"], name="audit_history_as_of"),
            BrinIndex(fields=["valid_from"], name="audit_history_when"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "record_id", "field"],
                condition=models.Q(valid_to__isnull=True),
                name="audit_history_one_open",
            ),
        ]
