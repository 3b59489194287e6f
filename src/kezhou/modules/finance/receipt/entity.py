"""What of receipts is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import head, rules, states
from kezhou.modules.finance.receipt.model import Receipt
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import (
    Approval,
    Card,
    Entity,
    Field,
    Layout,
    Lines,
    List,
    Menu,
    Number,
    Preset,
    Section,
)

COLUMNS = ("plan", "contract", "order", "amount", "remarks")


class ReceiptEntity(Entity):
    model = Receipt
    label, plural = _("Receipt"), _("Receipts")
    icon, color = "wallet", "green"
    title = "number"
    rate_day = "received_on"
    menu = Menu("finance", 120)
    features = trade.head.NUMBERED
    number = Number("number", "HK{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks",))
    lines = (Lines("lines", _("Allocations"), "receipt_allocation", "receipt", COLUMNS),)
    fields = {
        **head.FIELDS,
        "kind": Field(type="choice", choices=states.RECEIPT_KINDS),
        "allocated": Field(read_only=True),
        "prepayment": Field(read_only=True),
        "method": head.METHOD,
        "payer": Field(pii=head.PAYING, search=True),
        "reference": Field(search=True),
    }
    list = List(
        columns=(
            "number", "customer", "received_on", "amount", "allocated", "prepayment", "method", "approval_state",
            "owner",
        ),
        filters=("approval_state", "kind", "method", "customer", "received_on", "owner"),
        sort="-received_on",
        presets=trade.head.presets(
            Preset("month", _("Received this month"), trade.head.within("received_on", "month"), "-received_on"),
        ),
        card=Card(badges=("approval_state", "customer"), amount="amount", date="received_on"),
    )  # fmt: skip
    layout = Layout(
        facts=("customer", "amount", "received_on", "method", "approval_state", "owner"),
        sections=(
            Section(
                "basic", _("Basic"),
                ("number", "customer", "kind", "received_on", "amount", "method", "account", "payer", "reference",
                 "owner"),
            ),
            Section("money", _("Amounts"), ("allocated", "prepayment", "approval_state")),
            Section("more", _("More"), ("remarks",)),
        ),
    )  # fmt: skip
    derive, validate = staticmethod(rules.derive_receipt), staticmethod(rules.validate_receipt)
