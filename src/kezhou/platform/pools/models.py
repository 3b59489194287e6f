"""A pool is what a record without owner lies in."""

from django.db import models


class Pool(models.Model):
    """One pool of one entity, such as “customers of the south”."""

    id = models.BigAutoField(primary_key=True)
    entity = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "name"], name="pools_pool_name_uniq")]
