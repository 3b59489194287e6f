"""Products of competitors as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk import model as m


class CompetitorProduct(m.Record):
    """What a competitor offers, and with what of ours it is compared. Belongs to whoever keeps the competitor."""

    competitor = m.ForeignKey(
        "sales.Competitor", verbose_name=_("Competitor"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    name = m.CharField(_("Name"), max_length=200)
    compares_with = m.CharField(_("Compares with our"), max_length=200, blank=True, default="")
    price = m.MoneyField(_("Usual price"))
    strengths = m.TextField(_("Strengths"), max_length=4_000, blank=True, default="")
    weaknesses = m.TextField(_("Weaknesses"), max_length=4_000, blank=True, default="")
    remarks = m.TextField(_("Remarks"), max_length=4_000, blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = False
        verbose_name = _("Product of a competitor")
        verbose_name_plural = _("Products of competitors")
        indexes = [
            *m.Record.Meta.indexes,
            m.Index(fields=["competitor", "sort_key", "id"], name="competitor_product_idx", condition=m.LIVE),
        ]
