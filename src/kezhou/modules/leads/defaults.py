"""The choices that leads begin with; an administrator changes them afterwards."""

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries

DICTIONARIES = (
    DefaultDictionary(
        "lead_drop_reason",
        "线索放弃原因",
        "Why leads are dropped",
        (
            Item("no_need", "没有需求", "No need"),
            Item("no_budget", "预算不足", "No budget", "orange"),
            Item("competitor", "已选竞品", "Bought elsewhere", "red"),
            Item("unreachable", "联系不上", "Cannot be reached"),
            Item("wrong_number", "号码有误", "Wrong number"),
            Item("not_target", "非目标客户", "Not our market"),
            Item("duplicate", "重复线索", "Known already", "purple"),
            Item("spam", "垃圾信息", "Spam"),
            Item("other", "其他", "Other"),
        ),
    ),
)


def ensure(ctx: Ctx) -> int:
    """Make what was never there; returns how many choices were added."""
    return ensure_dictionaries(ctx, DICTIONARIES)
