"""Competitors on an opportunity, as they are stored."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class OpportunityRival(OpportunityPart):
    """A competitor that wants the same opportunity: what it offers, for how much, and how it ended for it."""

    competitor = m.ForeignKey(
        "sales.Competitor", verbose_name=_("Competitor"), on_delete=m.CASCADE, related_name="+", db_index=False
    )
    threat = m.CharField(_("Threat"), max_length=10, default="medium")
    price = m.MoneyField(_("Its price"))
    offer = m.TextField(_("What it offers"), max_length=4_000, blank=True, default="")
    strengths = m.TextField(_("Strengths"), max_length=4_000, blank=True, default="")
    weaknesses = m.TextField(_("Weaknesses"), max_length=4_000, blank=True, default="")
    answer = m.TextField(_("How we answer"), max_length=4_000, blank=True, default="")
    outcome = m.CharField(_("How it ended"), max_length=10, default="open")

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = _("Competitor on an opportunity")
        verbose_name_plural = _("Competitors on an opportunity")
        indexes = [
            *OpportunityPart.Meta.indexes,
            m.Index(fields=["competitor", "-id"], name="opp_rival_competitor_idx", condition=m.LIVE),
        ]
        constraints = [
            m.UniqueConstraint(fields=["opportunity", "competitor"], condition=m.LIVE, name="opp_rival_uniq"),
            m.CheckConstraint(condition=m.Q(threat__in=["high", "medium", "low"]), name="opp_rival_threat"),
            m.CheckConstraint(condition=m.Q(outcome__in=["open", "won", "lost", "left"]), name="opp_rival_outcome"),
        ]
