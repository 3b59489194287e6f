"""The kinds of relation, the dictionary and the days of freshness that every installation starts with."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from kezhou.kernel.ctx import Ctx
from kezhou.modules.relations.key_account.parts import DEFAULT_DAYS, PARTS
from kezhou.modules.relations.key_account_part.model import KeyAccountPart
from kezhou.modules.relations.relation_type.model import RelationType
from kezhou.sdk.dictionaries import DefaultDictionary, Item, ensure_dictionaries


@dataclass(frozen=True, slots=True)
class DefaultType:
    """Chinese and English names of both ends; kinds of the ends."""

    key: str
    name: str
    back_name: str
    name_en: str
    back_name_en: str
    first_kind: str = "customer"
    second_kind: str = "customer"
    symmetric: bool = False
    hierarchical: bool = False
    color: str = "blue"
    in_parent: bool = False


ANY = ("any", "any")
PEOPLE = ("contact", "contact")
TYPES = (
    DefaultType("parent", "母公司", "子公司", "Parent company", "Subsidiary", hierarchical=True, in_parent=True),
    DefaultType("group", "集团", "集团成员", "Group", "Member of the group", color="gold"),
    DefaultType("affiliate", "关联企业", "关联企业", "Affiliate", "Affiliate", symmetric=True, color="orange"),
    DefaultType("supplier", "供应商", "采购方", "Supplier", "Buyer", color="cyan"),
    DefaultType("dealer", "经销商", "厂家", "Dealer", "Manufacturer", color="cyan"),
    DefaultType("partner", "合作伙伴", "合作伙伴", "Partner", "Partner", symmetric=True, color="blue"),
    DefaultType("competitor", "竞争对手", "竞争对手", "Competitor", "Competitor", symmetric=True, color="red"),
    DefaultType("guarantor", "担保人", "被担保人", "Guarantor", "Guaranteed party", *ANY, color="purple"),
    DefaultType("introducer", "介绍人", "被介绍人", "Introducer", "Introduced", *ANY, color="green"),
    DefaultType("shareholder", "股东", "投资企业", "Shareholder", "Invested company", "any", color="orange"),
    DefaultType("superior", "上级", "下级", "Superior", "Subordinate", *PEOPLE, hierarchical=True),
    DefaultType("spouse", "配偶", "配偶", "Spouse", "Spouse", *PEOPLE, symmetric=True, color="magenta"),
    DefaultType("kin", "亲属", "亲属", "Relative", "Relative", *PEOPLE, symmetric=True, color="magenta"),
    DefaultType("classmate", "同学", "同学", "Classmate", "Classmate", *PEOPLE, symmetric=True, color="green"),
    DefaultType("friend", "朋友", "朋友", "Friend", "Friend", *PEOPLE, symmetric=True, color="green"),
    DefaultType("colleague", "前同事", "前同事", "Former colleague", "Former colleague", *PEOPLE, symmetric=True),
)

DICTIONARIES = (
    DefaultDictionary(
        "relation_source",
        "关系来源",
        "Known from",
        (
            Item("told", "当事人告知", "Told by the party", "green"),
            Item("colleague", "同事告知", "Told by a colleague", "blue"),
            Item("public", "公开信息", "Public record", "cyan"),
            Item("inferred", "推测", "Inferred", "default"),
        ),
    ),
)


def ensure(ctx: Ctx) -> int:
    """Make what was never there, and say how much; what an administrator changed or removed stays so."""
    now = ctx.clock.now()
    known = set(RelationType.objects.exclude(key="").values_list("key", flat=True))
    types = [
        RelationType(**asdict(type_), order=(at + 1) * 10, created_at=now, updated_at=now)
        for at, type_ in enumerate(TYPES)
        if type_.key not in known
    ]
    RelationType.objects.bulk_create(types)
    kept = set(KeyAccountPart.objects.values_list("part", flat=True))
    parts = [
        KeyAccountPart(part=part.key, stale_after=DEFAULT_DAYS, created_at=now, updated_at=now)
        for part in PARTS
        if part.key not in kept
    ]
    KeyAccountPart.objects.bulk_create(parts)
    return len(types) + len(parts) + ensure_dictionaries(ctx, DICTIONARIES)
