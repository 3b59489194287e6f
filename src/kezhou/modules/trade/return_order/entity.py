"""What of returns is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts, goods, head, states
from kezhou.modules.trade.line import COLUMNS
from kezhou.modules.trade.return_order import actions
from kezhou.modules.trade.return_order.model import ReturnOrder
from kezhou.sdk.entity import Action, Approval, Card, Entity, Field, Layout, List, Menu, Number, Preset, Section


class ReturnOrderEntity(Entity):
    model = ReturnOrder
    label, plural = _("Return"), _("Returns")
    icon, color = "rollback", "orange"
    title = "name"
    rate_day = "returned_on"
    menu = Menu("sales", 80)
    features = head.NUMBERED
    number = Number("number", "TH{yyyy}{MM}{dd}-{serial:4}")
    approval = Approval("approval_state", open_fields=("remarks",))
    lines = head.lines("return_line", "return_order", (*COLUMNS, "order_line"))
    fields = {
        **head.FIELDS,
        **head.TAKEN,
        "state": Field(type="choice", choices=states.RETURN, read_only=True),
        "order": Field(write_once=True),
        "returned_on": Field(read_only=True),
    }
    list = List(
        columns=("name", "number", "order", "customer", "amount", "state", "approval_state", "returned_on", "owner"),
        filters=("state", "approval_state", "owner", "customer", "order", "returned_on"),
        presets=head.presets(
            Preset("to_take", _("To be taken back"), head.all_(head.APPROVED, head.is_("state", "draft"))),
        ),
        card=Card(badges=("state",), amount="amount", date="returned_on"),
    )
    layout = Layout(
        facts=("number", "order", "customer", "amount", "state", "approval_state", "owner"),
        sections=(
            Section("basic", _("Basic"), ("name", "number", "order", "customer", "reason", "remarks", "owner")),
            head.MONEY,
            Section("state", _("State"), ("state", "approval_state", "returned_on"), printed=False),
        ),
    )
    actions = (
        Action(
            "take_back",
            _("Take back"),
            actions.take_back,
            "returned",
            icon="rollback",
            lead=True,
            right="update",
            offered=head.all_(head.APPROVED, head.is_("state", "draft")),
            input=("returned_on",),
            after=actions.taken_back,
        ),
    )
    derive, validate = staticmethod(amounts.derive), staticmethod(goods.validate)
