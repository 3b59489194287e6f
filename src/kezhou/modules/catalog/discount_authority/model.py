"""How much discount somebody may give (折扣权限)."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class DiscountAuthority(m.Record):
    """People of a role or position may go below the price that policies give by `max_discount` percent without an
    approval. Of several that a person has, the largest counts. While there is none at all, nobody is limited."""

    name = m.CharField(_("Name"), max_length=100)
    role = m.ForeignKey(
        "access.Role", verbose_name=_("Role"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    post = m.ForeignKey(
        "org.Position", verbose_name=_("Position"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    max_discount = m.DecimalField(_("Discount without approval"), max_digits=5, decimal_places=2)

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Discount authority")
        verbose_name_plural = _("Discount authorities")
        constraints = [
            m.CheckConstraint(
                name="discount_authority_percent", condition=m.Q(max_discount__gte=0, max_discount__lte=100)
            ),
            m.CheckConstraint(
                name="discount_authority_of",
                condition=m.Q(role__isnull=False, post__isnull=True) | m.Q(role__isnull=True, post__isnull=False),
            ),
        ]
