"""Other customers that take part in an opportunity (项目相关方), as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class OpportunityParty(OpportunityPart):
    """A customer beside the main one, its role and what it wants: owner, contractor, institute, partner of ours."""

    customer = m.ForeignKey(
        "parties.Customer", verbose_name=_("Customer"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), null=True, blank=True, on_delete=m.SET_NULL, related_name="+"
    )
    role = m.CharField(_("Role"), max_length=40, default="end_user")
    interest = m.TextField(_("What it wants"), max_length=2_000, blank=True, default="")
    remarks = m.TextField(_("Remarks"), max_length=2_000, blank=True, default="")

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = _("Party of an opportunity")
        verbose_name_plural = _("Parties of an opportunity")
        indexes = [
            *OpportunityPart.Meta.indexes,
            m.Index(fields=["customer", "-id"], name="opp_party_customer_idx", condition=m.LIVE),
        ]
        constraints = [
            m.UniqueConstraint(fields=["opportunity", "customer", "role"], condition=m.LIVE, name="opp_party_uniq")
        ]
