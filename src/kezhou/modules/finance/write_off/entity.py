"""What of write-offs is shown, and to whom."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import head, rules, states
from kezhou.modules.finance.write_off.model import WriteOff
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import Approval, Card, Entity, Field, Layout, List, Menu, Number, Preset, Section


class WriteOffEntity(Entity):
    model = WriteOff
    label, plural = _("Write-off"), _("Write-offs")
    icon, color = "scissor", "red"
    title = "number"
    rate_day = "written_off_on"
    menu = Menu("finance", 140)
    features = trade.head.NUMBERED
    number = Number("number", "HX{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks",))
    fields = {
        **head.FIELDS,
        "customer": Field(read_only=True, required=False),
        "kind": Field(type="choice", choices=states.WRITE_OFF_KINDS),
    }
    list = List(
        columns=("number", "customer", "plan", "kind", "amount", "written_off_on", "reason", "approval_state", "owner"),
        filters=("approval_state", "kind", "customer", "owner"),
        presets=trade.head.presets(
            Preset("bad_debt", _("Bad debts"), trade.head.is_("kind", "bad_debt")),
        ),
        card=Card(badges=("kind", "approval_state", "customer"), amount="amount", date="written_off_on"),
    )
    layout = Layout(
        facts=("customer", "plan", "amount", "kind", "approval_state", "owner"),
        sections=(
            Section(
                "basic",
                _("Basic"),
                ("number", "plan", "customer", "kind", "written_off_on", "amount", "reason", "approval_state", "owner"),
            ),
            Section("more", _("More"), ("remarks",)),
        ),
    )
    validate = staticmethod(rules.validate_write_off)
