"""What of quotes is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts, head, states
from kezhou.modules.trade.line import COLUMNS
from kezhou.modules.trade.quote import actions, rules
from kezhou.modules.trade.quote.model import Quote
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

SENDABLE = head.all_(head.APPROVED, head.is_("state", "draft"))
SENT = head.all_(head.APPROVED, head.is_("state", "sent"))


class QuoteEntity(Entity):
    model = Quote
    label, plural = _("Quote"), _("Quotes")
    icon, color = "file-text", "cyan"
    title = "name"
    rate_day = "quoted_on"
    menu = Menu("sales", 50)
    features = head.NUMBERED
    number = Number("number", "BJ{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks",))
    lines = head.lines("quote_line", "quote", (*COLUMNS, "list_price"))
    fields = {
        **head.FIELDS,
        "state": Field(type="choice", choices=states.QUOTE, read_only=True, track=True),
        "valid_until": Field(options={"due_while": head.is_("state", "draft", "sent")}),
        "revision": Field(read_only=True),
        "previous": Field(read_only=True),
        "below_floor": Field(
            read_only=True,
            help=_("A line asks less than its floor price, or a larger discount than the seller may give"),
        ),
        "largest_discount": Field(type="percent", read_only=True),
        "declined_reason": Field(read_only=True),
    }
    list = List(
        columns=(
            "name",
            "number",
            "customer",
            "amount",
            "state",
            "approval_state",
            "valid_until",
            "owner",
            "updated_at",
        ),
        filters=("state", "approval_state", "owner", "customer", "valid_until"),
        presets=head.presets(
            Preset("sent", _("With the customer"), head.is_("state", "sent")),
            Preset(
                "running_out",
                _("Running out within a week"),
                head.all_(head.is_("state", "sent"), head.within("valid_until", "day", 0, 7)),
                "valid_until",
            ),
            Preset("accepted", _("Accepted"), head.is_("state", "accepted")),
        ),
        card=Card(badges=("state", "approval_state"), amount="amount", date="valid_until"),
    )
    layout = Layout(
        facts=("number", "customer", "amount", "largest_discount", "state", "approval_state", "valid_until", "owner"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                ("name", "number", "customer", "contact", "opportunity", "quoted_on", "valid_until", "owner"),
            ),
            head.MONEY,
            Section("terms", _("Terms"), ("payment_terms", "delivery_terms", "remarks")),
            Section(
                "state",
                _("State"),
                (
                    "state",
                    "approval_state",
                    "revision",
                    "previous",
                    "below_floor",
                    "largest_discount",
                    "declined_reason",
                ),
                printed=False,
            ),
        ),
    )
    related = (
        Related("revisions", _("Revisions"), "quote", "previous", ("number", "revision", "amount", "state")),
        Related("contracts", _("Contracts"), "contract", "quote", ("name", "number", "amount", "state")),
        Related("orders", _("Orders"), "order", "quote", ("name", "number", "amount", "state")),
    )
    actions = (
        Action(
            "send",
            _("Send to the customer"),
            actions.send,
            "sent",
            icon="mail",
            lead=True,
            right="update",
            offered=SENDABLE,
            after=actions.sent,
        ),
        Action(
            "accept",
            _("The customer accepts"),
            actions.accept,
            "accepted",
            icon="check",
            lead=True,
            right="update",
            offered=SENT,
        ),
        Action(
            "decline",
            _("The customer declines"),
            actions.decline,
            "declined",
            icon="close",
            right="update",
            offered=SENT,
            danger=True,
            input=("declined_reason",),
        ),
    )
    derive, validate = staticmethod(amounts.derive), staticmethod(rules.validate)
