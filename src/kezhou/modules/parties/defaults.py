"""The choices that customers and contacts begin with; an administrator changes them afterwards."""

from kezhou.kernel.ctx import Ctx
from kezhou.modules.parties.reference import LEGAL_FORMS, industries
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries

DICTIONARIES = (
    DefaultDictionary(
        "customer_kind",
        "客户类型",
        "Customer kind",
        (
            Item("company", "企业", "Company", "blue"),
            Item("person", "个人", "Person", "purple"),
            Item("dealer", "经销商", "Dealer", "cyan"),
            Item("partner", "合作伙伴", "Partner", "geekblue"),
            Item("end_user", "最终用户", "End user", "default"),
        ),
    ),
    DefaultDictionary(
        "customer_level",
        "客户级别",
        "Customer level",
        (
            Item("A", "A 重点客户", "A Key account", "red"),
            Item("B", "B 优质客户", "B Good account", "orange"),
            Item("C", "C 普通客户", "C Ordinary", "blue"),
            Item("D", "D 低价值", "D Low value", "default"),
        ),
    ),
    DefaultDictionary(
        "customer_status",
        "客户状态",
        "Customer status",
        (
            Item("potential", "潜在", "Potential", "blue"),
            Item("following", "跟进中", "In contact", "cyan"),
            Item("trading", "成交", "Trading", "green"),
            Item("active", "活跃", "Active", "lime"),
            Item("dormant", "休眠", "Dormant", "orange"),
            Item("lost", "流失", "Lost", "default"),
        ),
    ),
    DefaultDictionary(
        "customer_category",
        "客户分类",
        "Customer category",
        (
            Item("direct", "直接客户", "Direct"),
            Item("channel", "渠道客户", "Channel"),
            Item("group", "集团客户", "Group"),
            Item("government", "政府与事业单位", "Public sector"),
            Item("overseas", "海外客户", "Overseas"),
        ),
    ),
    DefaultDictionary(
        "customer_source",
        "客户来源",
        "Customer source",
        (
            Item("website", "官网", "Website"),
            Item("search", "搜索推广", "Search marketing"),
            Item("exhibition", "展会", "Exhibition"),
            Item("referral", "转介绍", "Referral"),
            Item("cold_call", "陌生拜访", "Cold call"),
            Item("dealer", "渠道推荐", "Dealer"),
            Item("wechat", "微信", "WeChat"),
            Item("register", "工商登记", "Company register"),
            Item("import", "批量导入", "Import"),
            Item("other", "其他", "Other"),
        ),
    ),
    DefaultDictionary(
        "legal_form",
        "企业类型",
        "Legal form",
        tuple(Item(form.code, form.name_zh, form.name_en) for form in LEGAL_FORMS),
    ),
    DefaultDictionary(
        "industry",
        "行业",
        "Industry",
        tuple(Item(one.code, one.name_zh, one.name_en) for one in industries()),
    ),
    DefaultDictionary(
        "salutation",
        "称谓",
        "Salutation",
        (
            Item("mr", "先生", "Mr"),
            Item("ms", "女士", "Ms"),
            Item("manager", "总", "Director"),
            Item("doctor", "博士", "Dr"),
            Item("teacher", "老师", "Teacher"),
            Item("engineer", "工", "Engineer"),
        ),
    ),
    DefaultDictionary(
        "contact_role",
        "决策角色",
        "Role in decisions",
        (
            Item("decider", "决策人", "Decider", "red"),
            Item("influencer", "影响者", "Influencer", "orange"),
            Item("user", "使用者", "User", "blue"),
            Item("buyer", "采购", "Buyer", "green"),
            Item("gatekeeper", "把关者", "Gatekeeper", "purple"),
            Item("finance", "财务", "Finance", "cyan"),
            Item("coach", "内线", "Coach", "gold"),
        ),
    ),
    DefaultDictionary(
        "customer_tag",
        "客户标签",
        "Customer tags",
        (
            Item("战略合作", "战略合作", "Strategic", "red"),
            Item("上市公司", "上市公司", "Listed", "gold"),
            Item("高新技术", "高新技术", "High-tech", "blue"),
            Item("专精特新", "专精特新", "Specialised", "cyan"),
            Item("账期客户", "账期客户", "On credit", "orange"),
            Item("复购", "复购", "Repeat buyer", "green"),
            Item("价格敏感", "价格敏感", "Price-sensitive", "purple"),
        ),
    ),
    DefaultDictionary(
        "contact_tag",
        "联系人标签",
        "Contact tags",
        (
            Item("关键人", "关键人", "Key person", "red"),
            Item("支持我们", "支持我们", "Supporter", "green"),
            Item("技术派", "技术派", "Technical", "blue"),
            Item("爱喝茶", "爱喝茶", "Tea lover", "gold"),
            Item("邮件优先", "邮件优先", "Prefers e-mail", "default"),
        ),
    ),
)


def ensure(ctx: Ctx) -> int:
    """Make what was never there; returns how many choices were added."""
    return ensure_dictionaries(ctx, DICTIONARIES)
