"""Quotes (报价单) as they are stored."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade.document import Document, head_indexes, number_unique
from kezhou.sdk import model as m

STATES = ("draft", "sent", "accepted", "declined", "expired", "superseded")


class Quote(Document):
    """An offer that holds until a day. A revision is a quote of its own: `previous` is the one it replaces, `revision`
    counts from 1. `below_floor` and `largest_discount` are what approvals ask about.
    """

    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    quoted_on = m.DateField(_("Quoted on"), null=True, blank=True)
    valid_until = m.DateField(pgettext_lazy("trade", "Valid until"), null=True, blank=True)
    state = m.CharField(_("State"), max_length=12, default="draft")
    revision = m.IntegerField(_("Revision"), default=1)
    previous = m.ForeignKey(
        "self", verbose_name=_("Replaces"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    payment_terms = m.CharField(_("Payment terms"), max_length=500, blank=True, default="")
    delivery_terms = m.CharField(_("Delivery terms"), max_length=500, blank=True, default="")
    below_floor = m.BooleanField(_("Below a floor price"), default=False)
    largest_discount = m.DecimalField(_("Largest discount %"), max_digits=5, decimal_places=2, default=0)
    declined_reason = m.CharField(_("Why it was declined"), max_length=500, blank=True, default="")

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("Quote")
        verbose_name_plural = _("Quotes")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("quote"),
            m.Index(fields=["opportunity", "-id"], name="quote_opportunity_idx", condition=m.LIVE),
            m.Index(fields=["valid_until", "id"], name="quote_valid_idx", condition=m.LIVE & m.Q(state="sent")),
        ]
        constraints = [
            number_unique("quote"),
            m.CheckConstraint(name="quote_state", condition=m.Q(state__in=STATES)),
        ]
