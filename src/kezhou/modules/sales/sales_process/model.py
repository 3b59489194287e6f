"""Ways in which the company sells (业务模式), as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class SalesProcess(m.Versioned):
    """A way of selling with stages of its own. `code` is set for those that the product or an import brought along;
    the default one is taken where nobody chooses."""

    name = m.CharField(_("Name"), max_length=60)
    code = m.CharField(_("Key"), max_length=40, blank=True, default="")
    kind = m.CharField(_("For"), max_length=10, default="any")
    description = m.TextField(_("Description"), max_length=2_000, blank=True, default="")
    is_default = m.BooleanField(_("Taken unless somebody chooses"), default=False)
    active = m.BooleanField(_("Offered for new opportunities"), default=True)
    order = m.IntegerField(_("Order"), default=100)

    class Meta:
        verbose_name = _("Sales process")
        verbose_name_plural = _("Sales processes")
        constraints = [
            m.UniqueConstraint(fields=["name"], condition=m.LIVE, name="sales_process_name_uniq"),
            m.UniqueConstraint(fields=["code"], condition=m.LIVE & ~m.Q(code=""), name="sales_process_code_uniq"),
            m.UniqueConstraint(
                fields=["is_default"], condition=m.LIVE & m.Q(is_default=True), name="sales_process_one_default"
            ),
            m.CheckConstraint(condition=m.Q(kind__in=["any", "normal", "project"]), name="sales_process_kind"),
        ]
