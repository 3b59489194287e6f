"""What of lines of changes is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade.contract_change_line.model import ContractChangeLine
from kezhou.modules.trade.line import LineEntity
from kezhou.sdk.entity import Scope


class ContractChangeLineEntity(LineEntity):
    model = ContractChangeLine
    label, plural = _("Line of a change"), _("Lines of changes")
    scope = Scope(parent="change", line=True)
