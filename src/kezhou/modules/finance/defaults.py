"""The choices and rights that every installation starts with; an administrator changes them afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from kezhou.kernel.ctx import Ctx, Level
from kezhou.modules.finance.head import METHODS
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries
from kezhou.sdk.roles import EVERYTHING, grant_by_default

DICTIONARIES = (
    DefaultDictionary(
        METHODS,
        "收款方式",
        "Methods of payment",
        (
            Item("transfer", "电汇", "Bank transfer", "blue"),
            Item("online", "网上转账", "Online transfer", "blue"),
            Item("cheque", "支票", "Cheque", "cyan"),
            Item("cash", "现金", "Cash", "green"),
            Item("postal", "邮政汇款", "Postal order", "default"),
            Item("alipay", "支付宝", "Alipay", "geekblue"),
            Item("wechat", "微信支付", "WeChat Pay", "green"),
            Item("bank_acceptance", "银行承兑汇票", "Bank acceptance", "purple"),
            Item("trade_acceptance", "商业承兑汇票", "Trade acceptance", "purple"),
            Item("letter_of_credit", "信用证", "Letter of credit", "gold"),
            Item("other", "其它", "Other", "default"),
        ),
    ),
)


def ensure(ctx: Ctx) -> int:
    """Add what is missing; the number of choices that were added."""
    return ensure_dictionaries(ctx, DICTIONARIES)


# -- rights ----------------------------------------------------------------------------------------------------------

ENTITIES = ("receipt_plan", "receipt", "refund", "write_off", "invoice", "invoice_title")
ISSUE = "issue"
"""The act of issuing an invoice is a right of its own."""
_ALL: Mapping[str, Level] = dict.fromkeys(EVERYTHING, "all")
_NOTHING: Mapping[str, Level] = {"view": "none", "create": "none"}
_OWN: Mapping[str, Level] = dict.fromkeys(("view", "create", "update", "delete"), "own")
_READ: Mapping[str, Level] = {"view": "all", "create": "none"}
RATES: Mapping[str, Mapping[str, Level]] = {
    **dict.fromkeys(("ceo", "finance"), _ALL),
    **dict.fromkeys(("director", "manager", "sales", "service", "marketing", "readonly"), _READ),
}
"""Accountants keep exchange rates; everybody reads them."""
PAID_OUT = ("refund", "write_off")
"""Money that leaves: asked for and booked by the accountants, read by those who sold."""


def grants(entity: str) -> Mapping[str, Mapping[str, Level]]:
    """Role → action → level. Accountants keep all of it; whoever sells plans, enters receipts and asks for invoices of
    their own; those who lead follow their word on every record, but pay nothing out. Read only reads everything."""
    issue: Mapping[str, Level] = {ISSUE: "all"} if entity == "invoice" else {}
    found: dict[str, Mapping[str, Level]] = {
        "finance": {**_ALL, **issue},
        "sales": {"view": "own", "create": "none"} if entity in PAID_OUT else _OWN,
        "service": _NOTHING,
        "marketing": _NOTHING,
    }
    if issue:
        found["ceo"] = {**_ALL, **issue}
    if entity in PAID_OUT:
        # They may hand over what a leaver had, also of what they may not book.
        reading: Mapping[str, Level] = {**dict.fromkeys(("view", "export", "assign"), "dept_tree"), "create": "none"}
        found |= dict.fromkeys(("director", "manager"), reading)
    return found


def register() -> None:
    """Called once at start-up."""
    for entity in ENTITIES:
        grant_by_default(entity, grants(entity))
    grant_by_default("exchange_rate", RATES)
