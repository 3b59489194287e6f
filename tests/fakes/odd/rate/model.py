"""A table without owners."""

from django.db import models

from kezhou.platform.base.models import Versioned


class Rate(Versioned):
    """A price per unit that belongs to nobody: only level “all” reaches it."""

    code = models.CharField("Code", max_length=20)
    amount = models.DecimalField("Amount", max_digits=10, decimal_places=4)

    class Meta:
        verbose_name = "Rate"
        verbose_name_plural = "Rates"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(deleted_at__isnull=True), name="odd_rate_code_uniq"
            )
        ]
