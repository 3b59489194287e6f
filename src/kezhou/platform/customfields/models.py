"""The definitions of custom fields; the values stand in the `custom` document of each row."""

from typing import Any

from django.db import models


class CustomField(models.Model):
    """One field that an administrator added to one entity. Its name and, once it has values, its type never change."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    """`cf_…`, the key in the document and in the API."""
    label = models.CharField(max_length=60)
    label_en = models.CharField(max_length=60, blank=True, default="")
    type = models.CharField(max_length=30)
    help = models.CharField(max_length=300, blank=True, default="")
    required = models.BooleanField(default=False)
    dictionary = models.CharField(max_length=60, blank=True, default="")
    """Key of a dictionary whose items may be chosen; instead of `choices`."""
    choices: Any = models.JSONField(default=list)
    """`[{"value", "label", "label_en", "color", "active"}]` of this field alone."""
    link = models.CharField(max_length=60, blank=True, default="")
    max_length = models.IntegerField(null=True, blank=True)
    digits = models.IntegerField(null=True, blank=True)
    decimals = models.IntegerField(null=True, blank=True)
    default: Any = models.JSONField(null=True, blank=True)
    masked = models.BooleanField(default=False)
    pii = models.CharField(max_length=2, blank=True, default="")
    """Class of a personal value, S1 to S4 (trust row C37); empty where no person stands behind it."""
    pii_purpose = models.CharField(max_length=200, blank=True, default="")
    section = models.CharField(max_length=40, blank=True, default="")
    """Key of the form section in which it stands; empty means the section of custom fields."""
    order = models.IntegerField(default=100)
    active = models.BooleanField(default=True)
    indexed = models.BooleanField(default=False)
    """Whether its index stands and is valid."""
    created_at = models.DateTimeField()
    created_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey("org.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        db_table = "customfields_field"
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["entity", "name"], name="customfields_name_uniq")]
