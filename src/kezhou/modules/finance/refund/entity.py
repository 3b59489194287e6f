"""What of refunds is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import head, rules
from kezhou.modules.finance.refund.model import Refund
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import Approval, Card, Entity, Field, Layout, List, Menu, Number, Preset, Section


class RefundEntity(Entity):
    model = Refund
    label, plural = _("Refund"), _("Refunds")
    icon, color = "rollback", "orange"
    title = "number"
    rate_day = "refunded_on"
    menu = Menu("finance", 130)
    features = trade.head.NUMBERED
    number = Number("number", "TK{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks",))
    fields = {
        **head.FIELDS,
        "plan": Field(help=_("Without plan, contract and order: out of the prepayment")),
        "method": head.METHOD,
        "reference": Field(search=True),
    }
    list = List(
        columns=(
            "number",
            "customer",
            "refunded_on",
            "amount",
            "plan",
            "contract",
            "reason",
            "approval_state",
            "owner",
        ),
        filters=("approval_state", "customer", "refunded_on", "owner"),
        presets=trade.head.presets(
            Preset("month", _("Refunded this month"), trade.head.within("refunded_on", "month"), "-refunded_on"),
        ),
        card=Card(badges=("approval_state", "customer"), amount="amount", date="refunded_on"),
    )
    layout = Layout(
        facts=("customer", "amount", "refunded_on", "approval_state", "owner"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                ("number", "customer", "plan", "contract", "order", "refunded_on", "amount", "reason", "owner"),
            ),
            Section("money", _("Payment"), ("method", "account", "reference", "approval_state")),
            Section("more", _("More"), ("remarks",)),
        ),
    )
    validate = staticmethod(rules.validate_refund)
