"""The choices that every installation starts with; an administrator changes them afterwards."""

from __future__ import annotations

from kezhou.kernel.ctx import Ctx
from kezhou.modules.finance.head import METHODS
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries

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
