"""Industries and legal forms of the reference data."""

from collections import Counter

import pytest

from kezhou.modules.parties.reference.industries import industries, industry_by_code
from kezhou.modules.parties.reference.legal_forms import LEGAL_FORMS, legal_form
from tests.kernel.samples import companies, needs_companies


def test_the_two_levels_of_gb_4754() -> None:
    sections = [one for one in industries() if one.parent is None]
    divisions = [one for one in industries() if one.parent is not None]
    assert "".join(one.code for one in sections) == "ABCDEFGHIJKLMNOPQRST"
    assert [one.code for one in divisions] == [f"{number:02d}" for number in range(1, 98)]
    assert (industry_by_code()["39"].parent, industry_by_code()["65"].parent) == ("C", "I")
    assert all(one.name_zh and one.name_en for one in industries())


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("个体工商户", "", "sole_proprietor"),
        ("有限责任公司 国有企业", "", "limited"),
        ("集体分支机构(非法人)", "", "branch"),
        ("外国(地区)企业常驻代表机构", "", "branch"),
        ("农民专业合作社", "", "farmers_cooperative"),
        ("股份合作制", "", "stock_cooperative"),
        ("普通合伙", "", "partnership"),
        ("港、澳、台", "", "foreign_invested"),
        ("张国平", "某某有限公司", None),
        ("N/A", "深圳市华为技术有限公司", "limited"),
        ("N/A", "北京西尔康电梯有限公司长治分公司", "branch"),
        ("N/A", "平安保险股份有限公司", "joint_stock"),
        ("", "恒兴建筑配件厂", None),
    ],
)
def test_wordings_of_legal_forms(text: str, name: str, code: str | None) -> None:
    assert legal_form(text, name) == code


@needs_companies
def test_legal_forms_of_the_real_register() -> None:
    stated = [row["企业类型"] for row in companies() if row["企业类型"] != "N/A"]
    counts = Counter(legal_form(text) for text in stated)
    assert (len(stated), counts[None]) == (7_533, 3)
    assert set(counts) - {None} <= {form.code for form in LEGAL_FORMS}
