"""The choices that activities begin with; an administrator changes them afterwards."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries

DICTIONARIES = (
    DefaultDictionary(
        "follow_up_kind",
        "跟进方式",
        "Kind of follow-up",
        (
            Item("call", "电话", "Call", "blue"),
            Item("visit", "拜访", "Visit", "geekblue"),
            Item("wechat", "微信", "WeChat", "green"),
            Item("message", "短信", "Text message", "cyan"),
            Item("email", "邮件", "E-mail", "purple"),
            Item("meeting", "会议", "Meeting", "orange"),
            Item("demo", "演示", "Demo", "magenta"),
            Item("dinner", "宴请", "Dinner", "gold"),
            Item("other", "其他", "Other", "default"),
        ),
    ),
    DefaultDictionary(
        "follow_up_result",
        "跟进结果",
        "Result of a follow-up",
        (
            Item("interested", "有意向", "Interested", "green"),
            Item("considering", "考虑中", "Considering", "blue"),
            Item("appointment", "约定下次", "Next time agreed", "cyan"),
            Item("quoted", "已报价", "Quoted", "purple"),
            Item("no_interest", "无意向", "Not interested", "default"),
            Item("no_answer", "未接通", "No answer", "orange"),
            Item("wrong_number", "号码有误", "Wrong number", "red"),
        ),
    ),
)


def ensure(ctx: Ctx) -> int:
    """Make what was never there; returns how many choices were added."""
    return ensure_dictionaries(ctx, DICTIONARIES)
