"""What other modules and adapters do with money.

tax_channels["aisino"] = Channel()                          # at start-up: a way to the invoice platform
issued(ctx, invoice_id, "26312000000000000001", day)         # what a channel answers later
left = prepaid(customer_id, "CNY")
"""

from kezhou.modules.finance.channels import Issued, Refused, TaxChannel, tax_channels
from kezhou.modules.finance.invoice.booking import answered as issued
from kezhou.modules.finance.posting import prepaid

__all__ = ["Issued", "Refused", "TaxChannel", "issued", "prepaid", "tax_channels"]
