"""What of lines of invoices is shown."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance.invoice import rules
from kezhou.modules.finance.invoice_line.model import InvoiceLine
from kezhou.modules.trade import api as trade
from kezhou.sdk.entity import List, Scope


class InvoiceLineEntity(trade.LineEntity):
    model = InvoiceLine
    label, plural = _("Line of an invoice"), _("Lines of invoices")
    scope = Scope(parent="invoice", line=True)
    list = List(columns=(*trade.COLUMNS, "contract_line", "order_line"), sort="position")
    validate = staticmethod(rules.validate_line)
