"""Contracts (合同) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.document import Document, head_indexes, number_unique
from kezhou.sdk import model as m

STATES = ("draft", "signed", "running", "completed", "terminated", "expired")
KINDS = ("sale", "framework", "service", "other")


class Contract(Document):
    """What was agreed. A framework contract (框架合同) has no fixed amount: orders under it may come to any sum.

    `edition` counts changes (变更单) that were approved.
    """

    kind = m.CharField(_("Kind"), max_length=12, default="sale")
    opportunity = m.ForeignKey(
        "sales.Opportunity", verbose_name=_("Opportunity"), null=True, blank=True, on_delete=m.PROTECT,
        related_name="+", db_index=False,
    )  # fmt: skip
    quote = m.ForeignKey(
        "trade.Quote", verbose_name=_("Quote"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    previous = m.ForeignKey(
        "self", verbose_name=_("Renews"), null=True, blank=True, on_delete=m.PROTECT, related_name="+"
    )
    state = m.CharField(_("State"), max_length=12, default="draft")
    edition = m.IntegerField(_("Edition"), default=1)
    signed_on = m.DateField(_("Signed on"), null=True, blank=True)
    starts_on = m.DateField(_("Starts on"), null=True, blank=True)
    ends_on = m.DateField(_("Ends on"), null=True, blank=True)
    our_signer = m.ForeignKey(
        "org.User", verbose_name=_("Our signatory"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    their_signer = m.CharField(_("Their signatory"), max_length=80, blank=True, default="")
    payment_terms = m.TextField(_("Payment terms"), max_length=4_000, blank=True, default="")
    terms = m.TextField(_("Terms"), max_length=50_000, blank=True, default="")
    remind_days = m.IntegerField(_("Remind so many days before it ends"), default=30)
    archive_number = m.CharField(_("Archive number"), max_length=60, blank=True, default="")
    archive_place = m.CharField(_("Where the original lies"), max_length=200, blank=True, default="")
    ended_reason = m.CharField(_("Why it ended"), max_length=500, blank=True, default="")

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("Contract")
        verbose_name_plural = _("Contracts")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("contract"),
            m.Index(fields=["opportunity", "-id"], name="contract_opportunity_idx", condition=m.LIVE),
            m.Index(fields=["ends_on", "id"], name="contract_ends_idx", condition=m.LIVE),
            m.Index(fields=["signed_on", "id"], name="contract_signed_idx", condition=m.LIVE),
        ]
        constraints = [
            number_unique("contract"),
            m.CheckConstraint(name="contract_state", condition=m.Q(state__in=STATES)),
            m.CheckConstraint(name="contract_kind", condition=m.Q(kind__in=KINDS)),
        ]
