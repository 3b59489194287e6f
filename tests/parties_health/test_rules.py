"""Health as pure rules: what each part is worth, what contradicts what, and what a click would write."""

from datetime import date, timedelta
from typing import Any

import pytest

from kezhou.kernel.text.area_codes import area_province
from kezhou.modules.parties.health import rules

TODAY = date(2026, 11, 22)
CODE = "91440300708461136T"
WHOLE = {
    "name": "深圳市华为技术有限公司",
    "kind": "company",
    "credit_code": CODE,
    "industry": "39",
    "level": "A",
    "source": "website",
    "region": "440305",
    "address": "深圳市南山区科技园",
    "phone": "075526780000",
    "email": "info@huawei.com",
    "website": "https://www.huawei.com",
    "registered_capital": object(),
    "legal_form": "limited",
    "founded_on": date(1987, 9, 15),
}


def judged(confirmed_on: date | None = None, holds: bool | None = True, **changes: Any) -> rules.Health:
    return rules.assess(WHOLE | changes, holds, TODAY, confirmed_on)


def test_a_record_with_everything_has_a_hundred_points() -> None:
    health = judged()
    assert (health.score, health.missing, health.findings) == (100, (), ())
    assert health.parts == {"filled": 60, "valid": 20, "fresh": 10, "consistent": 10}
    assert sum(rules.FILLED.values()) == 60


def test_what_is_missing_costs_its_points_and_a_mobile_is_a_phone() -> None:
    assert judged(phone=None, mobile="13800001234").score == 100
    empty = judged(credit_code=None, holds=None, address=None)
    assert (empty.score, empty.missing) == (84, ("credit_code", "address"))


def test_a_person_needs_no_credit_code() -> None:
    without = ("credit_code", "industry", "registered_capital", "website")
    person: dict[str, Any] = {"kind": "person"} | dict.fromkeys(without)
    assert judged(holds=None, **person).score == 100


@pytest.mark.parametrize(
    ("changes", "findings", "score"),
    [
        ({"phone": "not a number"}, ("phone_invalid",), 95),
        ({"name": "深圳市 华为技术有限公司"}, ("name_untidy",), 96),
        ({"name": "华为（深圳)有限公司"}, ("name_untidy",), 96),
        ({"address": "深圳市１２号"}, ("address_untidy",), 97),
        ({"region": "310115"}, ("region_code", "region_phone"), 90),
        ({"region": "310115", "phone": "13800001234"}, ("region_code",), 95),
        ({"phone": "02158881234"}, ("region_phone",), 95),
        ({"name": "深圳华为技术股份有限公司"}, ("form_name",), 95),
        ({"legal_form": "foreign_invested"}, (), 100),
        ({"legal_form": "sole_proprietor", "industry": "J"}, ("form_name", "form_industry"), 90),
        ({"founded_on": TODAY + timedelta(days=1)}, ("founded_future",), 95),
        ({"email": "li@zte.com.cn"}, ("email_website",), 95),
        ({"email": "huawei@qq.com"}, (), 100),
        ({"credit_code": "91100000100003962T", "region": "310115", "phone": None, "mobile": "13800001234"}, (), 100),
    ],
)
def test_what_contradicts(changes: dict[str, Any], findings: tuple[str, ...], score: int) -> None:
    health = judged(**changes)
    assert (health.findings, health.score) == (findings, score)


def test_contradictions_cost_at_most_their_part() -> None:
    worst = judged(region="310115", founded_on=TODAY + timedelta(days=9), email="a@zte.com.cn")
    assert (len(worst.findings), worst.parts["consistent"]) == (4, 0)


def test_a_code_that_does_not_hold_is_invalid_and_proves_nothing_about_the_region() -> None:
    assert judged(holds=False, region="310115", phone="02158881234").findings == ("code_invalid",)


@pytest.mark.parametrize(("days", "finding", "score"), [(179, (), 100), (180, ("ageing",), 95), (364, ("ageing",), 95),
                                                        (365, ("stale",), 90)])  # fmt: skip
def test_data_ages(days: int, finding: tuple[str, ...], score: int) -> None:
    health = judged(TODAY - timedelta(days=days))
    assert (health.findings, health.score) == (finding, score)


@pytest.mark.parametrize(
    ("number", "province"),
    [("075526780000", "44"), ("01062770000", "11"), ("057187651234", "33"), ("089166334455", "54"),
     ("13800001234", None), ("01", None)],
)  # fmt: skip
def test_area_codes(number: str, province: str | None) -> None:
    assert area_province(number) == province


def test_every_province_but_the_islands_has_an_area_code() -> None:
    from kezhou.kernel.text.area_codes import _provinces
    from kezhou.kernel.text.regions import regions

    provinces = {region.code[:2] for region in regions() if region.level == "province"}
    assert provinces - set(_provinces().values()) == {"71", "81", "82"}


def test_what_one_click_writes() -> None:
    def known(code: str) -> bool:
        return code in {"440300", "440000"}

    assert rules.region_from_code({"credit_code": CODE}, known) == {"region": "440300"}
    assert rules.region_from_code({"credit_code": CODE, "region": "440300"}, known) == {}
    assert rules.region_from_code({"credit_code": "9144"}, known) == {}
    assert rules.tidy("  深圳　华为 （南山) 有限公司 ") == "深圳华为(南山)有限公司"
    assert rules.tidy("ABC Trading Co") == "ABC Trading Co"
    assert rules.tidy_phones({"phone": "0755-2678 0000", "mobile": "138 0000 1234"}) == {
        "phone": "075526780000",
        "mobile": "13800001234",
    }
    assert rules.form_from_name({"name": "某某股份有限公司", "legal_form": "limited"}) == {"legal_form": "joint_stock"}
    assert rules.form_from_name({"name": "某某有限公司", "legal_form": "state_owned"}) == {}
    assert rules.form_from_name({"name": "某某商店"}) == {}
