"""What of lines of contracts is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.contract import rules
from kezhou.modules.trade.contract_line.model import ContractLine
from kezhou.modules.trade.line import COLUMNS, FIELDS, LineEntity
from kezhou.sdk.entity import Field, List, Scope


class ContractLineEntity(LineEntity):
    model = ContractLine
    label, plural = _("Line of a contract"), _("Lines of contracts")
    scope = Scope(parent="contract", line=True)
    fields = {
        **FIELDS,
        "ordered": Field(read_only=True),
        "limited": Field(label=_("Limits the quantity"), read_only=True),
    }
    list = List(columns=(*COLUMNS, "ordered"), sort="position")
    derive = staticmethod(rules.derive_line)
