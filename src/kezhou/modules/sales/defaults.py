"""The sales process and the choices that every installation starts with; an administrator changes them afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales.sales_process.model import SalesProcess
from kezhou.sdk import records
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries


@dataclass(frozen=True, slots=True)
class DefaultStage:
    """A stage with the activities (title, kind, days, required) that are usual in it."""

    name: str
    kind: str
    probability: int
    color: str
    guide: str = ""
    required: Sequence[str] = ()
    expected: int | None = None
    warning: int | None = None
    activities: Sequence[tuple[str, str, int, bool]] = ()


STANDARD = "standard"
STAGES = (
    DefaultStage(
        "潜在信息收集", "open", 10, "default", "弄清客户是谁、有没有真实需求和预算", (), 10, 20,
        (("首次沟通，确认需求真实性", "call", 3, False),),
    ),
    DefaultStage(
        "需求了解", "open", 25, "cyan", "拜访关键人，写清需求、时间和决策流程", ("requirement",), 14, 28,
        (("拜访需求部门", "visit", 7, False), ("确认决策流程与关键人", "visit", 10, False)),
    ),
    DefaultStage(
        "技术方案", "open", 40, "blue", "提交方案并演示，取得技术认可", ("requirement", "contact"), 21, 40,
        (("提交技术方案", "solution", 7, False), ("产品演示", "demo", 10, False)),
    ),
    DefaultStage(
        "报价", "open", 60, "geekblue", "正式报价，确认预算与采购方式", ("amount", "expected_on"), 10, 25,
        (("提交正式报价", "quote", 3, False),),
    ),
    DefaultStage(
        "商务洽谈", "open", 75, "purple", "谈妥价格、付款和交付条款", ("amount", "expected_on"), 14, 30,
        (("商务谈判", "negotiation", 7, False),),
    ),
    DefaultStage("签单", "open", 90, "gold", "走完双方合同审批并签字", ("amount", "expected_on", "contact"), 10, 20),
    DefaultStage("赢单", "won", 100, "green"),
    DefaultStage("输单", "lost", 0, "red"),
    DefaultStage("无效", "invalid", 0, "default"),
)  # fmt: skip

DICTIONARIES = (
    DefaultDictionary(
        "opportunity_source",
        "商机来源",
        "Source of opportunities",
        (
            Item("existing", "老客户复购", "Existing customer", "green"),
            Item("referral", "转介绍", "Referral", "cyan"),
            Item("exhibition", "展会", "Exhibition", "purple"),
            Item("website", "官网咨询", "Website", "blue"),
            Item("telesales", "电话销售", "Telesales", "geekblue"),
            Item("tender", "招标信息", "Tender", "orange"),
            Item("partner", "合作伙伴", "Partner", "gold"),
            Item("company", "公司分配", "Given by the company", "magenta"),
            Item("other", "其他", "Other", "default"),
        ),
    ),
    DefaultDictionary(
        "opportunity_lost_reason",
        "输单与无效原因",
        "Reasons of losing",
        (
            Item("price", "价格", "Price", "red"),
            Item("product", "产品不满足", "Product", "orange"),
            Item("relation", "客户关系", "Relations", "purple"),
            Item("service", "服务与交付", "Service and delivery", "gold"),
            Item("budget", "客户预算取消", "Budget cancelled", "default"),
            Item("delay", "项目搁置", "Put off", "default"),
            Item("late", "介入太晚", "Came too late", "cyan"),
            Item("duplicate", "重复商机", "Duplicate", "default"),
            Item("no_need", "无真实需求", "No real need", "default"),
            Item("other", "其他", "Other", "default"),
        ),
    ),
    DefaultDictionary(
        "opportunity_party_role",
        "相关方角色",
        "Role of a party",
        (
            Item("end_user", "最终用户", "End user", "blue"),
            Item("owner", "业主", "Owner", "gold"),
            Item("contractor", "总包", "General contractor", "orange"),
            Item("designer", "设计院", "Design institute", "cyan"),
            Item("integrator", "集成商", "Integrator", "purple"),
            Item("agent", "代理招标", "Tender agent", "geekblue"),
            Item("partner", "我方合作伙伴", "Partner of ours", "green"),
            Item("other", "其他", "Other", "default"),
        ),
    ),
    DefaultDictionary(
        "expense_kind",
        "费用类别",
        "Kind of expense",
        (
            Item("travel", "差旅", "Travel", "blue"),
            Item("hospitality", "招待", "Hospitality", "orange"),
            Item("gift", "礼品", "Gift", "magenta"),
            Item("tender", "投标", "Tender", "purple"),
            Item("sample", "样品", "Sample", "cyan"),
            Item("expert", "专家咨询", "Expert advice", "gold"),
            Item("other", "其他", "Other", "default"),
        ),
    ),
)


def ensure(ctx: Ctx) -> int:
    """Make what was never there; returns how many choices and stages were added."""
    added = ensure_dictionaries(ctx, DICTIONARIES)
    if not SalesProcess.objects.exists():
        added += process(ctx, "标准销售过程", STANDARD, STAGES, is_default=True)
    return added


def process(
    ctx: Ctx, name: str, code: str, stages: Sequence[DefaultStage], *, is_default: bool = False, kind: str = "any"
) -> int:
    """A process with its stages and their usual activities, through the pipeline; how many stages."""
    made = records.create(ctx, "sales_process", {"name": name, "code": code, "is_default": is_default, "kind": kind})
    rows = [
        {
            "process": made.id, "name": one.name, "code": f"{code}.{place}", "kind": one.kind, "order": 10 * place,
            "color": one.color, "probability": str(one.probability), "guide": one.guide or None,
            "required_fields": list(one.required), "expected_days": one.expected, "warning_days": one.warning,
        }
        for place, one in enumerate(stages, 1)
    ]  # fmt: skip
    drafts = _made(ctx, "sales_stage", rows)
    activities = [
        {
            "stage": draft.id, "title": title, "kind": kind_, "days": days, "required": required, "order": 10 * place,
        }
        for draft, one in zip(drafts, stages, strict=True)
        for place, (title, kind_, days, required) in enumerate(one.activities, 1)
    ]  # fmt: skip
    _made(ctx, "stage_activity", activities)
    return len(drafts)


def _made(ctx: Ctx, key: str, rows: Sequence[dict[str, object]]) -> list[records.Draft]:
    drafts = records.create_many(ctx, key, rows) if rows else []
    for draft in drafts:
        if draft.problem is not None:
            raise draft.problem
    return drafts
