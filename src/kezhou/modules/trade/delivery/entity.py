"""What of deliveries is shown."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.trade import amounts, goods, head, states
from kezhou.modules.trade.delivery import actions
from kezhou.modules.trade.delivery.model import Delivery
from kezhou.modules.trade.line import COLUMNS
from kezhou.sdk.entity import Action, Approval, Card, Entity, Field, Layout, List, Menu, Number, Preset, Section


class DeliveryEntity(Entity):
    model = Delivery
    label, plural = pgettext_lazy("trade", "Delivery"), _("Deliveries")
    icon, color = "car", "cyan"
    title = "name"
    rate_day = "shipped_on"
    menu = Menu("sales", 75)
    features = head.NUMBERED
    number = Number("number", "FH{yyyy}{MM}{dd}-{serial:4}")
    approval = Approval("approval_state", open_fields=("remarks", "carrier", "tracking"))
    lines = head.lines("delivery_line", "delivery", (*COLUMNS, "order_line", "serials"))
    fields = {
        **head.FIELDS,
        **head.TAKEN,
        **head.SHIPPING,
        "state": Field(type="choice", choices=states.DELIVERY, read_only=True),
        "order": Field(write_once=True),
        "shipped_on": Field(read_only=True),
        "received_on": Field(read_only=True),
    }
    list = List(
        columns=(
            "name",
            "number",
            "order",
            "customer",
            "amount",
            "state",
            "approval_state",
            "shipped_on",
            "tracking",
            "owner",
        ),
        filters=("state", "approval_state", "owner", "customer", "order", "shipped_on"),
        presets=head.presets(
            Preset("to_ship", _("To be shipped"), head.all_(head.APPROVED, head.is_("state", "draft"))),
            Preset("on_way", _("On its way"), head.is_("state", "shipped"), "shipped_on"),
        ),
        card=Card(badges=("state",), amount="amount", date="shipped_on"),
    )
    layout = Layout(
        facts=("number", "order", "customer", "amount", "state", "approval_state", "shipped_on", "owner"),
        sections=(
            Section("basic", _("Basic"), ("name", "number", "order", "customer", "contact", "warehouse", "owner")),
            Section(
                "shipping",
                pgettext_lazy("trade", "Delivery"),
                ("carrier", "tracking", "ship_to", "receiver", "receiver_phone", "remarks"),
            ),
            head.MONEY,
            Section("state", _("State"), ("state", "approval_state", "shipped_on", "received_on"), printed=False),
        ),
    )
    actions = (
        Action(
            "ship",
            _("Ship"),
            actions.ship,
            "shipped",
            icon="car",
            lead=True,
            right="update",
            offered=head.all_(head.APPROVED, head.is_("state", "draft")),
            input=("shipped_on", "carrier", "tracking"),
            after=actions.shipped,
        ),
        Action(
            "receive",
            _("The customer has it"),
            actions.receive,
            "received",
            icon="check",
            lead=True,
            right="update",
            offered=head.is_("state", "shipped"),
            input=("received_on",),
        ),
    )
    derive, validate = staticmethod(amounts.derive), staticmethod(goods.validate)
