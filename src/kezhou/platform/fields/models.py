"""Lists of choices that an administrator edits."""

from django.db import models


class Dictionary(models.Model):
    """A named list of choices, such as customer levels. Its key stands in code; its label may be changed."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=60, unique=True)
    label = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120, blank=True, default="")
    editable = models.BooleanField(default=True)
    """Off where code depends on the codes, as with states of a life cycle."""


class DictionaryItem(models.Model):
    """One choice. Deactivated choices stay readable on old records."""

    id = models.BigAutoField(primary_key=True)
    dictionary = models.ForeignKey(Dictionary, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120, blank=True, default="")
    color = models.CharField(max_length=20, blank=True, default="")
    order = models.IntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["dictionary", "code"], name="fields_item_code_uniq")]
