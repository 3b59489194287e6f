"""Every phone number and e-mail address in one place, so that a complete one finds its record whoever may read it."""

from django.db import models


class ContactPoint(models.Model):
    """One way to reach somebody: the value of a phone or e-mail field, normalised. Kept by the write pipeline."""

    on_merge = "stay"

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=254)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "record_id", "field"], name="search_point_uniq"),
        ]
        indexes = [models.Index(fields=["value", "entity"], name="search_point_value_idx")]
