"""Registrations of opportunities (报备) as they are stored."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales.part import OpportunityPart
from kezhou.sdk import model as m


class OppRegistration(OpportunityPart):
    """One request to have an opportunity registered, or its registration renewed: what the analysis found at that
    moment, who decided and why, and from when to when it protects the finder.

    `report` is a list of `{opportunity, customer, verdict, score, reasons}`, ids of records whoever reads it may or may
    not see; it is told through `registration.report` only.
    """

    renewal = m.BooleanField(_("Renewal"), default=False)
    state = m.CharField(_("State"), max_length=10, default="pending")
    asker = m.ForeignKey("org.User", verbose_name=_("Asked by"), on_delete=m.PROTECT, related_name="+", db_index=False)
    note = m.TextField(_("Note"), max_length=2_000, blank=True, default="")
    report: Any = m.JSONField(default=list)
    clashes = m.IntegerField(_("Clashes found"), default=0)
    decider = m.ForeignKey(
        "org.User", verbose_name=_("Decided by"), null=True, blank=True, on_delete=m.PROTECT, related_name="+",
        db_index=False,
    )  # fmt: skip
    decided_at = m.DateTimeField(_("Decided at"), null=True, blank=True)
    reason = m.TextField(_("Reason"), max_length=2_000, blank=True, default="")
    valid_from = m.DateField(_("Valid from"), null=True, blank=True)
    valid_until = m.DateField(_("Valid until"), null=True, blank=True)

    class Meta(OpportunityPart.Meta):
        abstract = False
        verbose_name = pgettext_lazy("opportunity", "Registration")
        verbose_name_plural = _("Registrations")
        constraints = [
            m.UniqueConstraint(
                fields=["opportunity"], condition=m.LIVE & m.Q(state="pending"), name="opp_registration_one_pending"
            ),
            m.CheckConstraint(
                condition=m.Q(state__in=["pending", "registered", "rejected", "withdrawn"]),
                name="opp_registration_state",
            ),
        ]
