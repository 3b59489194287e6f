"""What of credit profiles is shown: to those who read the customer and whose roles open credit."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.credit.credit_profile.model import CreditProfile
from kezhou.sdk.entity import (
    Card,
    Change,
    Entity,
    Exchange,
    Features,
    Field,
    FieldError,
    Layout,
    List,
    Menu,
    Preset,
    Scope,
    Section,
)

CONTROLS = (
    ("none", _("Do nothing"), "default"),
    ("warn", _("Warn (weak)"), "gold"),
    ("block", _("Refuse (strong)"), "red"),
)
TERMS = (
    ("monthly", _("Monthly statement"), "blue"),
    ("on_delivery", _("Cash on delivery"), "cyan"),
    ("prepaid", _("Prepaid"), "green"),
    ("on_invoice", _("Days after the invoice"), "geekblue"),
    ("on_receipt", _("Days after receipt of goods"), "purple"),
)
CONTROL_FIELDS = ("quote_control", "contract_control", "order_control", "delivery_control", "overdue_control")
MOST_DAYS = 3650


class CreditProfileEntity(Entity):
    model = CreditProfile
    label, plural = _("Credit profile"), _("Credit profiles")
    icon, color = "shield", "gold"
    title = "id"
    menu = Menu("customers", 60)
    scope = Scope(parent="customer")
    fields = {
        "customer": Field(write_once=True),
        "credit_limit": Field(help=_("Left open: no limit is kept"), track=True),
        "days": Field(help=_("Within so many days the customer pays")),
        "term": Field(type="choice", choices=TERMS, track=True),
        "valid_until": Field(help=_("Afterwards nothing is granted")),
        **{name: Field(type="choice", choices=CONTROLS) for name in CONTROL_FIELDS},
        "pool": Field(read_only=True),
    }
    list = List(
        columns=("customer", "credit_limit", "days", "term", "valid_until", "order_control", "owner", "updated_at"),
        filters=("term", "order_control", "customer", "owner"),
        presets=(
            Preset("strict", _("Refused beyond the limit"), {"field": "order_control", "op": "eq", "value": "block"}),
            Preset(
                "ending",
                _("Ends within 30 days"),
                {"field": "valid_until", "op": "within", "value": {"unit": "day", "from": 0, "to": 30}},
            ),
        ),
        card=Card(badges=("term", "order_control"), amount="credit_limit", date="valid_until"),
    )
    layout = Layout(
        facts=("customer", "credit_limit", "days", "term", "valid_until"),
        sections=(
            Section("credit", _("Credit"), ("customer", "credit_limit", "days", "term", "valid_until")),
            Section("control", _("Beyond the limit"), CONTROL_FIELDS),
            Section("more", _("More"), ("remarks",)),
        ),
    )
    exchange = Exchange(match_keys=("customer",))
    features = Features(merge=False, handover=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """Neither limit nor days are negative."""
        limit, days = change.values.get("credit_limit"), change.values.get("days")
        if limit is not None and limit.amount < 0:
            yield FieldError("credit_limit", "negative", _("This must be zero or more."))
        if days is not None and not 0 <= days <= MOST_DAYS:
            yield FieldError(
                "days", "out_of_range", _("Between 0 and %(most)d days.") % {"most": MOST_DAYS}, {"most": MOST_DAYS}
            )
