"""Units of measure."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class Unit(m.Record):
    """What products are counted in. `decimals` is how finely: a piece cannot be halved, a metre can."""

    symbol = m.CharField(_("Symbol"), max_length=20, blank=True, default="")
    name = m.CharField(_("Name"), max_length=20)
    decimals = m.IntegerField(_("Digits after the point"), default=0)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Unit")
        verbose_name_plural = _("Units")
        constraints = [
            m.UniqueConstraint(fields=["name"], condition=m.LIVE, name="unit_name_uniq"),
            m.CheckConstraint(name="unit_decimals", condition=m.Q(decimals__gte=0, decimals__lte=6)),
        ]
