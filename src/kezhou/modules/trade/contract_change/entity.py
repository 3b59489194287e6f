"""What of changes of contracts is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts, head
from kezhou.modules.trade.contract_change import rules
from kezhou.modules.trade.contract_change.model import ContractChange
from kezhou.modules.trade.line import COLUMNS
from kezhou.sdk.entity import Approval, Card, Entity, Field, Layout, List, Menu, Number, Section


class ContractChangeEntity(Entity):
    model = ContractChange
    label, plural = _("Change of a contract"), _("Changes of contracts")
    icon, color = "swap", "orange"
    title = "name"
    rate_day = "applied_on"
    menu = Menu("sales", 65)
    features = head.NUMBERED
    number = Number("number", "BG{yyyy}{MM}{dd}-{serial:3}")
    approval = Approval("approval_state", open_fields=("remarks",))
    lines = head.lines("contract_change_line", "change", COLUMNS)
    fields = {
        **head.FIELDS,
        **head.TAKEN,
        "amount": Field(help=_("The sum of the lines; without lines written by hand")),
        "contract": Field(write_once=True),
        "reason": Field(type="long_text"),
        "edition": Field(
            read_only=True, help=_("The edition that is changed; once the change is in force, the one that it made")
        ),
        "amount_before": Field(read_only=True),
        "applied_on": Field(read_only=True),
    }
    list = List(
        columns=(
            "name",
            "number",
            "contract",
            "customer",
            "amount_before",
            "amount",
            "approval_state",
            "edition",
            "owner",
        ),
        filters=("approval_state", "owner", "customer", "contract"),
        presets=head.presets(),
        card=Card(badges=("approval_state",), amount="amount"),
    )
    layout = Layout(
        facts=("number", "contract", "customer", "amount_before", "amount", "approval_state", "owner"),
        sections=(
            Section(
                "basic", _("Basic"), ("name", "number", "contract", "customer", "reason", "ends_on", "remarks", "owner")
            ),
            head.MONEY,
            Section("state", _("State"), ("approval_state", "edition", "amount_before", "applied_on"), printed=False),
        ),
    )
    derive, validate = staticmethod(amounts.derive_where_lines), staticmethod(rules.validate)
