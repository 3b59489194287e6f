"""What modules around the documents of a sale build on: their columns, fields and amounts, and ways to make one
document from another.

makers[("contract", "invoice", "")] = make      # make(ctx, record, lines) → values of the draft; at start-up
settle(ctx, "receipt_plan", id, values, "receipt", "paid")   # what follows from a document, by rule and not by right
"""

from kezhou.modules.trade import amounts, head
from kezhou.modules.trade.acting import by_rule, must, settle
from kezhou.modules.trade.document import Document, DocumentLine, head_indexes, number_unique
from kezhou.modules.trade.line import COLUMNS, LineEntity
from kezhou.modules.trade.line import FIELDS as LINE_FIELDS
from kezhou.modules.trade.making import LINE, MAKERS, Make, picked

makers: dict[tuple[str, str, str], Make] = MAKERS
"""(source, target, mode) → how the draft is made."""

__all__ = [
    "COLUMNS",
    "LINE",
    "LINE_FIELDS",
    "Document",
    "DocumentLine",
    "LineEntity",
    "Make",
    "amounts",
    "by_rule",
    "head",
    "head_indexes",
    "makers",
    "must",
    "number_unique",
    "picked",
    "settle",
]
