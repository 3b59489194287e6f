"""What of receipt plans is shown: to whoever reads the contract or order and whose roles open money."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import head, rules, states
from kezhou.modules.finance.receipt_plan import actions
from kezhou.modules.finance.receipt_plan.model import OPEN, ReceiptPlan
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import (
    Action,
    Card,
    Entity,
    Features,
    Field,
    Layout,
    List,
    Menu,
    Preset,
    Related,
    Scope,
    Section,
)

STILL_OPEN = trade.head.is_("state", *OPEN)


class ReceiptPlanEntity(Entity):
    model = ReceiptPlan
    label, plural = _("Receipt plan"), _("Receipt plans")
    icon, color = "calendar", "green"
    title = "name"
    rate_day = "planned_on"
    menu = Menu("finance", 110)
    scope = Scope(parent="contract", also=("order",))
    features = Features(merge=False, handover=False)
    fields = {
        "name": Field(search=True, help=_("Left open: the number of the document and the period")),
        "contract": Field(write_once=True),
        "order": Field(write_once=True),
        "customer": Field(read_only=True),
        "amount": Field(track=True),
        "method": head.METHOD,
        "remind_days": Field(unit=_("days")),
        "received": Field(read_only=True, track=True),
        "written_off": Field(read_only=True),
        "outstanding": Field(read_only=True),
        "effective": Field(label=_("In force"), read_only=True),
        "state": Field(type="choice", choices=states.PLAN, read_only=True, track=True),
        "planned_on": Field(track=True, options={"due_while": STILL_OPEN}),
        "remarks": Field(type="long_text"),
    }
    list = List(
        columns=(
            "name", "customer", "contract", "period", "planned_on", "amount", "received", "outstanding", "state",
            "owner",
        ),
        filters=("state", "planned_on", "customer", "contract", "method", "owner"),
        sort="planned_on",
        presets=(
            Preset("mine", _("Mine"), trade.head.all_(trade.head.MINE, STILL_OPEN), "planned_on"),
            Preset("overdue", _("Overdue"), trade.head.is_("state", "overdue"), "planned_on"),
            Preset(
                "week", _("Due within a week"),
                trade.head.all_(STILL_OPEN, trade.head.within("planned_on", "day", 0, 7)), "planned_on",
            ),
            Preset("month", _("This month"), trade.head.within("planned_on", "month"), "planned_on"),
            Preset("done", _("Received"), trade.head.is_("state", "done"), "-planned_on"),
        ),
        card=Card(badges=("state", "customer"), amount="outstanding", date="planned_on"),
    )  # fmt: skip
    layout = Layout(
        facts=("customer", "planned_on", "amount", "received", "outstanding", "state", "owner"),
        sections=(
            Section(
                "basic", _("Basic"),
                ("name", "contract", "order", "customer", "period", "planned_on", "amount", "method", "remind_days"),
            ),
            Section("money", _("Amounts"), ("received", "written_off", "outstanding", "state")),
            Section("more", _("More"), ("remarks",)),
        ),
    )  # fmt: skip
    related = (
        Related("allocations", _("Received"), "receipt_allocation", "plan", ("receipt", "amount", "remarks")),
        Related("refunds", _("Refunds"), "refund", "plan", ("number", "refunded_on", "amount", "approval_state")),
        Related("write_offs", _("Write-offs"), "write_off", "plan", ("number", "kind", "amount", "approval_state")),
    )
    actions = (
        Action(
            "void",
            _("Void"),
            actions.void,
            "voided",
            icon="stop",
            danger=True,
            right="update",
            offered=trade.head.is_("state", *actions.OPEN),
        ),
    )
    derive, validate = staticmethod(rules.derive_plan), staticmethod(rules.validate_plan)
