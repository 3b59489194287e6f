"""Changes of contracts (变更单) as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.document import Document, head_indexes, number_unique
from kezhou.sdk import model as m


class ContractChange(Document):
    """How an approved contract shall stand: all of its lines as they will be, and its new end. Applied when it is
    approved, by which the contract gets its next edition; `amount_before` is what the contract came to until then.
    """

    contract = m.ForeignKey(
        "trade.Contract", verbose_name=_("Contract"), on_delete=m.PROTECT, related_name="+", db_index=False
    )
    reason = m.TextField(_("Reason for the change"), max_length=4_000, blank=True, default="")
    ends_on = m.DateField(_("New end"), null=True, blank=True)
    edition = m.IntegerField(_("Becomes edition"), null=True, blank=True)
    amount_before = m.MoneyField(_("Amount before"))
    applied_on = m.DateField(_("Applied on"), null=True, blank=True)

    class Meta(Document.Meta):
        abstract = False
        verbose_name = _("Change of a contract")
        verbose_name_plural = _("Changes of contracts")
        indexes = [
            *Document.Meta.indexes,
            *head_indexes("contractchange"),
            m.Index(fields=["contract", "-id"], name="contractchange_contract_idx", condition=m.LIVE),
        ]
        constraints = [number_unique("contractchange")]
