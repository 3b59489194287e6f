"""Legal forms (企业类型): the many wordings of registers on a small dictionary, else read from the company's name."""

import re
from dataclasses import dataclass

from kezhou.kernel.text.fold import fold


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One entry of the dictionary `legal_form`."""

    code: str
    name_zh: str
    name_en: str


LEGAL_FORMS = (
    LegalForm("limited", "有限责任公司", "Limited liability company"),
    LegalForm("joint_stock", "股份有限公司", "Joint stock company"),
    LegalForm("sole_proprietor", "个体工商户", "Sole proprietor"),
    LegalForm("sole_investment", "个人独资企业", "Sole investment enterprise"),
    LegalForm("partnership", "合伙企业", "Partnership"),
    LegalForm("state_owned", "国有企业", "State-owned enterprise"),
    LegalForm("collective", "集体企业", "Collective enterprise"),
    LegalForm("stock_cooperative", "股份合作制企业", "Joint stock cooperative"),
    LegalForm("foreign_invested", "外商及港澳台投资企业", "Foreign-invested enterprise"),
    LegalForm("branch", "分支机构", "Branch"),
    LegalForm("farmers_cooperative", "农民专业合作社", "Farmers' cooperative"),
    LegalForm("other", "其他", "Other"),
)

_BY_TEXT: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(words))
    for code, words in (
        ("branch", "分支机构|分公司|办事处|办事机构|代表机构|非法人|来料加工|事业单位营业"),
        ("farmers_cooperative", "农民专业合作"),
        ("sole_proprietor", "^个体|^个人经营$"),
        ("sole_investment", "独资"),
        ("partnership", "合伙"),
        ("foreign_invested", "外商|港.*澳.*台|中外"),
        ("stock_cooperative", "股份合作"),
        ("joint_stock", "股份有限公司|股份制"),
        ("limited", "有限责任公司|有限公司|一人有限"),
        ("state_owned", "国有|全民所有"),
        ("collective", "集体"),
        ("other", "^其他|联营|民办非企业|内资企业|私营|企业法人|事业单位|社会团体"),
    )
)
_BY_NAME: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(words))
    for code, words in (
        (
            "branch",
            r"分公司|支公司|分行$|支行$|分店$|分厂$|分社$|营业部$|营业所$|支局$|办事处$|代表处$|公司.+(?:店|部|站|厂|所|处)$",
        ),
        ("farmers_cooperative", "专业合作社|农民合作社"),
        ("partnership", r"合伙\)|合伙企业"),
        ("sole_investment", "个人独资"),
        ("joint_stock", "股份(?:有限)?公司|股份有限责任公司"),
        ("limited", "有限(?:责任)?公司"),
    )
)


def legal_form(text: str, company_name: str = "") -> str | None:
    """The code for a register's wording; where that is blank or `N/A`, what the name says for certain; else None."""
    stated = fold(text).replace(" ", "")
    if stated not in ("", "n/a", "-"):
        return next((code for code, words in _BY_TEXT if words.search(stated)), None)
    name = fold(company_name).replace(" ", "")
    return next((code for code, words in _BY_NAME if words.search(name)), None)
