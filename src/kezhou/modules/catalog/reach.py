"""For whom and when a price book or policy holds: columns, fields and rule that the two share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.money import CURRENCIES
from kezhou.sdk import model as m
from kezhou.sdk.entity import Change, Field, FieldError

CURRENCY_CHOICES = tuple(
    (code, code, "default") for code in ("CNY", "USD", "EUR", "HKD", "JPY", "GBP") if code in CURRENCIES
)


class Reaching(m.Record):
    """What is left open does not narrow: without customer, group, level and region it holds for everybody."""

    customer = m.ForeignKey(
        "parties.Customer",
        verbose_name=_("Only this customer"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
    )
    group = m.ForeignKey(
        "parties.Customer",
        verbose_name=_("Group of this company"),
        null=True,
        blank=True,
        on_delete=m.PROTECT,
        related_name="+",
    )
    """The company and everything below it in its group."""
    level = m.CharField(_("Customer level"), max_length=40, blank=True, default="")
    region = m.CharField(_("Region of customers"), max_length=6, blank=True, default="")
    valid_from = m.DateField(_("Valid from"), null=True, blank=True)
    valid_until = m.DateField(_("Valid until"), null=True, blank=True)
    priority = m.IntegerField(_("Priority"), default=100)
    active = m.BooleanField(_("Active"), default=True)
    remarks = m.TextField(_("Remarks"), blank=True, default="")

    class Meta(m.Record.Meta):
        abstract = True


FIELDS: Mapping[str, Field] = {
    "group": Field(help=_("The company and all of its subsidiaries")),
    "level": Field(type="choice", choices="customer_level"),
    "region": Field(type="region", help=_("With everything inside it")),
    "priority": Field(help=_("The smaller number goes first")),
    "active": Field(track=True),
}
NARROWING = ("customer", "group", "level", "region")


def validate(values: Mapping[str, Any]) -> Iterable[FieldError]:
    """A period ends after it begins."""
    first, last = values.get("valid_from"), values.get("valid_until")
    if first is not None and last is not None and last < first:
        yield FieldError("valid_until", "before_start", _("The period ends before it begins."))


def check(change: Change) -> Iterable[FieldError]:
    """As `validate`, as a rule of an entity."""
    return validate(change.values)
