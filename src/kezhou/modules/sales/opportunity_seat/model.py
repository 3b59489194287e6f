"""Who decides about an opportunity (商机决策树), as it is stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class OpportunitySeat(OpportunityPart):
    """A contact's part in the decision about one opportunity. The customer's own decision tree says how people stand
    to us in general; here they may stand otherwise, and may come from several customers."""

    contact = m.ForeignKey(
        "parties.Contact", verbose_name=_("Contact"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    reports_to = m.ForeignKey(
        "parties.Contact", verbose_name=_("Reports to"), null=True, blank=True, on_delete=m.SET_NULL, related_name="+"
    )
    role = m.CharField(_("Role in decisions"), max_length=40, blank=True, default="")
    attitude = m.CharField(_("Attitude"), max_length=10, default="unknown")
    influence = m.CharField(_("Influence"), max_length=1, blank=True, default="")
    wants = m.TextField(_("What the person wants"), max_length=2_000, blank=True, default="")

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = _("Part in the decision")
        verbose_name_plural = _("Parts in the decision")
        indexes = [
            *OpportunityPart.Meta.indexes,
            m.Index(fields=["contact", "-id"], name="opp_seat_contact_idx", condition=m.LIVE),
        ]
        constraints = [
            m.UniqueConstraint(fields=["opportunity", "contact"], condition=m.LIVE, name="opp_seat_uniq"),
            m.CheckConstraint(
                name="opp_seat_not_own_superior",
                condition=m.Q(reports_to__isnull=True) | ~m.Q(reports_to=m.F("contact")),
            ),
        ]
