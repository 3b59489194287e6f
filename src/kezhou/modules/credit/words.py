"""Verdicts as sentences, in the language that is active."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.money import Money

SENTENCES: Mapping[str, Any] = {
    "over_limit": _("%(amount)s is more than the %(available)s that is left of the limit of %(limit)s."),
    "expired": _("The credit of this customer has ended; nothing is granted any more."),
    "overdue": _("%(overdue)s is overdue, for %(days)d days."),
    "released_here": _("Somebody released this document beyond the credit."),
    "released": _("Beyond the limit, within a release of %(released)s."),
    "unknown_rate": _("Something is open in %(currencies)s, for which no rate is kept; it is not in these figures."),
}


BARE: Mapping[str, Any] = {
    "over_limit": _("This is more than the customer's credit has left."),
    "overdue": _("The customer has not paid in time."),
    "released": _("Beyond the limit, within a release."),
    "unknown_rate": _("Something is open in a currency for which no rate is kept."),
}
"""The same without figures, for those who may not read the customer's credit."""


def bare(reasons: Sequence[str]) -> list[str]:
    """One sentence per reason, without figures."""
    return [str(BARE.get(reason, SENTENCES[reason])) for reason in reasons]


def sentences(reasons: Sequence[str], figures: Mapping[str, Any]) -> list[str]:
    """One sentence per reason."""
    return [str(SENTENCES[reason]) % figures for reason in reasons]


def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency, as people read it; a dash for none."""
    return "—" if amount is None else str(Money(amount, currency))
