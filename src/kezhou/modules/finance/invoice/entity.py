"""What of invoices is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import head, states
from kezhou.modules.finance.invoice import actions, rules
from kezhou.modules.finance.invoice.model import Invoice
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import (
    Action,
    Approval,
    Card,
    Entity,
    Field,
    Layout,
    List,
    Menu,
    Number,
    Preset,
    Related,
    Section,
)

BUYER = ("buyer", "buyer_tax_number", "buyer_address", "buyer_phone", "buyer_bank", "buyer_bank_account", "send_to")
RED = {"field": "original", "op": "not_empty"}
TO_ISSUE = trade.head.all_(trade.head.APPROVED, trade.head.is_("state", *actions.TO_ISSUE))
ASKED = trade.head.all_(RED, trade.head.is_("state", "draft"), trade.head.is_("red_state", "applied"))
REFUSED = trade.head.all_(RED, trade.head.is_("state", "draft"), trade.head.is_("red_state", "rejected", "withdrawn"))


class InvoiceEntity(Entity):
    model = Invoice
    label, plural = _("Invoice"), _("Invoices")
    icon, color = "file-text", "gold"
    title = "name"
    rate_day = "issued_on"
    menu = Menu("finance", 150)
    features = trade.head.NUMBERED
    number = Number("number", "FP{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks",))
    lines = trade.head.lines("invoice_line", "invoice", trade.COLUMNS)
    fields = {
        **trade.head.FIELDS,
        "kind": Field(type="choice", choices=states.INVOICE_KINDS),
        "state": Field(type="choice", choices=states.INVOICE, read_only=True, track=True),
        "contract": Field(write_once=True),
        "order": Field(write_once=True),
        "buyer": Field(search=True, pii=head.INVOICING),
        "buyer_tax_number": Field(pii=head.INVOICING),
        "buyer_address": Field(type="address", pii=head.INVOICING),
        "buyer_phone": Field(type="phone", pii=head.INVOICING, masked=True),
        "buyer_bank": Field(pii=head.INVOICING),
        "buyer_bank_account": Field(pii=head.BANKING, masked=True),
        "send_to": Field(pii=head.INVOICING),
        "invoice_number": Field(read_only=True, search=True),
        "issued_on": Field(read_only=True),
        "issuer": Field(read_only=True, type="person_name", pii=head.INVOICING),
        "channel": Field(read_only=True),
        "channel_problem": Field(read_only=True, track=True),
        "delivered_on": Field(read_only=True),
        "delivery_note": Field(read_only=True),
        "original": Field(write_once=True),
        "red_reason": Field(type="choice", choices=states.RED_REASONS),
        "red_state": Field(type="choice", choices=states.RED_STATES, read_only=True),
        "red_confirmation": Field(read_only=True),
        "red_amount": Field(read_only=True),
    }
    list = List(
        columns=(
            "name", "number", "customer", "amount", "kind", "state", "approval_state", "invoice_number", "issued_on",
            "owner",
        ),
        filters=("state", "approval_state", "kind", "red_state", "customer", "contract", "issued_on", "owner"),
        presets=trade.head.presets(
            Preset("to_issue", _("To be issued"), TO_ISSUE),
            Preset("to_hand_over", _("To be handed over"), trade.head.is_("state", "issued"), "issued_on"),
            Preset("issued_month", _("Issued this month"), trade.head.within("issued_on", "month"), "-issued_on"),
            Preset("red", _("Red invoices"), RED),
        ),
        card=Card(badges=("state", "approval_state"), amount="amount", date="issued_on"),
    )  # fmt: skip
    layout = Layout(
        facts=(
            "number", "customer", "amount", "kind", "state", "approval_state", "invoice_number", "issued_on", "owner",
        ),
        sections=(
            Section("basic", _("Basic"), ("name", "number", "kind", "customer", "contract", "order", "owner")),
            Section("buyer", _("Buyer"), ("title", *BUYER)),
            trade.head.MONEY,
            Section(
                "issued", _("Issued"),
                ("invoice_number", "issued_on", "issuer", "delivered_on", "delivery_note", "remarks"),
            ),
            Section("state", _("State"), ("state", "approval_state", "channel", "channel_problem"), printed=False),
            Section(
                "red", _("Reversal"), ("original", "red_reason", "red_state", "red_confirmation", "red_amount")
            ),
        ),
    )  # fmt: skip
    related = (
        Related(
            "reversals", _("Red invoices"), "invoice", "original",
            ("number", "amount", "red_reason", "red_state", "state", "invoice_number"),
        ),
    )  # fmt: skip
    actions = (
        Action(
            "issue",
            _("Issue"),
            actions.issue,
            "issued",
            icon="file-done",
            offered=TO_ISSUE,
            input=("invoice_number", "issued_on", "issuer"),
            extra={"channel": "text"},
            after=actions.booked,
        ),
        Action(
            "hand_over",
            _("Hand over"),
            actions.hand_over,
            "handed_over",
            icon="send",
            right="update",
            offered=trade.head.is_("state", "issued"),
            input=("delivered_on", "delivery_note"),
        ),
        Action(
            "red_confirm",
            _("The other side confirms"),
            actions.confirm,
            "red_confirmed",
            icon="check",
            right="update",
            offered=ASKED,
            input=("red_confirmation",),
        ),
        Action(
            "red_refuse",
            _("The other side refuses"),
            actions.refuse,
            "red_refused",
            icon="close",
            right="update",
            offered=ASKED,
        ),
        Action(
            "red_withdraw",
            _("Take the question back"),
            actions.withdraw,
            "red_withdrawn",
            icon="undo",
            right="update",
            offered=ASKED,
        ),
        Action(
            "red_apply",
            _("Ask again"),
            actions.apply,
            "red_applied",
            icon="redo",
            right="update",
            offered=REFUSED,
        ),
    )
    derive, validate = staticmethod(rules.derive), staticmethod(rules.validate)
