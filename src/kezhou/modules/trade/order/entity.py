"""What of orders is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade import amounts, head, states
from kezhou.modules.trade.line import COLUMNS
from kezhou.modules.trade.order import actions, rules
from kezhou.modules.trade.order.model import Order
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

UNDERWAY = head.all_(head.APPROVED, head.is_("state", "open", "part", "delivered"))
TO_DELIVER = head.is_("state", "open", "part")


class OrderEntity(Entity):
    model = Order
    label, plural = pgettext_lazy("trade", "Order"), _("Orders")
    icon, color = "shopping-cart", "blue"
    title = "name"
    rate_day = "ordered_on"
    menu = Menu("sales", 70)
    features = head.NUMBERED
    number = Number("number", "DD{yyyy}{MM}{dd}-{serial:4}")
    approval = Approval(
        "approval_state", open_fields=("remarks", "deliver_by", "ship_to", "receiver", "receiver_phone")
    )
    lines = head.lines("order_line", "order", (*COLUMNS, "delivered", "returned"))
    fields = {
        **head.FIELDS,
        **head.SHIPPING,
        "state": Field(type="choice", choices=states.ORDER, read_only=True, track=True),
        "quote": Field(write_once=True),
        "contract": Field(write_once=True),
        "delivered_amount": Field(read_only=True),
        "returned_amount": Field(read_only=True),
        "settled_on": Field(read_only=True),
        "closed_reason": Field(read_only=True),
        "deliver_by": Field(options={"due_while": TO_DELIVER}),
    }
    list = List(
        columns=(
            "name",
            "number",
            "customer",
            "amount",
            "state",
            "approval_state",
            "ordered_on",
            "deliver_by",
            "owner",
        ),
        filters=("state", "approval_state", "owner", "customer", "ordered_on", "deliver_by"),
        presets=head.presets(
            Preset("to_deliver", _("To be delivered"), TO_DELIVER, "deliver_by"),
            Preset(
                "late",
                pgettext_lazy("trade", "Late"),
                head.all_(TO_DELIVER, {"field": "deliver_by", "op": "lt", "value": "$today"}),
                "deliver_by",
            ),
            Preset("month", _("Ordered this month"), head.within("ordered_on", "month"), "-ordered_on"),
            Preset("to_settle", _("To be settled"), head.is_("state", "delivered")),
        ),
        card=Card(badges=("state", "approval_state"), amount="amount", date="deliver_by"),
    )
    layout = Layout(
        facts=("number", "customer", "amount", "state", "approval_state", "delivered_amount", "deliver_by", "owner"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                (
                    "name",
                    "number",
                    "customer",
                    "contact",
                    "opportunity",
                    "quote",
                    "contract",
                    "ordered_on",
                    "deliver_by",
                    "owner",
                ),
            ),
            head.MONEY,
            Section(
                "shipping", pgettext_lazy("trade", "Delivery"), ("ship_to", "receiver", "receiver_phone", "remarks")
            ),
            Section(
                "state",
                _("State"),
                ("state", "approval_state", "delivered_amount", "returned_amount", "settled_on", "closed_reason"),
                printed=False,
            ),
        ),
    )
    related = (
        Related(
            "deliveries", _("Deliveries"), "delivery", "order", ("number", "state", "amount", "shipped_on", "tracking")
        ),
        Related(
            "returns", _("Returns"), "return_order", "order", ("number", "state", "amount", "returned_on", "reason")
        ),
        Related(
            "plans",
            _("Receipt plans"),
            "receipt_plan",
            "order",
            ("name", "planned_on", "amount", "outstanding", "state"),
        ),
        Related(
            "invoices",
            _("Invoices"),
            "invoice",
            "order",
            ("name", "number", "amount", "state", "approval_state"),
        ),
    )
    actions = (
        Action(
            "settle",
            _("Settle"),
            actions.settle,
            "settled",
            icon="check",
            right="update",
            offered=UNDERWAY,
            confirm=_("What is still open will not be delivered any more."),
            input=("closed_reason",),
            after=actions.settled,
        ),
    )
    derive, validate = staticmethod(amounts.derive), staticmethod(rules.validate)
