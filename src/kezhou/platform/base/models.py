"""The columns that every table of records shares, whoever owns the rows."""

from typing import Any

from django.db import models


class Versioned(models.Model):
    """A row with a history: who made and changed it, which version it is, and when it was put in the trash.

    `version` counts saves and is the `ETag`. `custom` holds the values of fields that an administrator added.
    `external_ref` is the key of the same thing in another system. A row with `deleted_at` lies in the trash.
    """

    id = models.BigAutoField(primary_key=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField(default=1)
    custom: "models.JSONField[dict[str, Any]]" = models.JSONField(default=dict, blank=True)
    external_ref = models.CharField(max_length=120, blank=True, default="")
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
