"""Company names, phones, e-mails, credit codes and regions: what is stored, compared, hidden and flagged."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.text.company import Core, name_core
from kezhou.kernel.text.credit_code import check_credit_code
from kezhou.kernel.text.phones import (
    Phone,
    looks_masked,
    mask_email,
    mask_id_number,
    mask_phone,
    normalise_email,
    normalise_phone,
)
from kezhou.kernel.text.region_finder import find_region
from kezhou.kernel.text.regions import code_prefix, region_by_code, region_path, regions, short_name
from tests.kernel.samples import companies, needs_companies


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("深圳市华为技术有限公司", Core("深圳市", "华为技术", "有限公司", "")),
        ("华为技术（深圳）有限公司", Core("深圳", "华为技术", "有限公司", "")),
        ("北京小米科技有限责任公司", Core("北京", "小米科技", "有限责任公司", "")),
        ("小米科技有限公司", Core("", "小米科技", "有限公司", "")),
        ("北京西尔康电梯有限公司长治分公司", Core("北京", "西尔康电梯", "有限公司", "长治分公司")),
        ("重庆市万州区宝鹏商贸有限公司", Core("重庆市万州区", "宝鹏商贸", "有限公司", "")),
        ("中国农业银行股份有限公司东莞凤岗支行", Core("", "中国农业银行", "股份有限公司", "东莞凤岗支行")),
        ("上海银行股份有限公司", Core("", "上海银行", "股份有限公司", "")),
        ("TCL集團股份有限公司", Core("", "tcl", "集团股份有限公司", "")),
        ("北京市", Core("", "北京市", "", "")),
        ("", Core("", "", "", "")),
    ],
)
def test_parts_of_a_company_name(name: str, core: Core) -> None:
    assert name_core(name) == core


@given(st.text(max_size=60))
def test_any_text_has_a_core(name: str) -> None:
    assert name_core(name).core or not name_core(name).region


@pytest.mark.parametrize(
    ("raw", "phone"),
    [
        ("+86 138-0000-1234", Phone("13800001234", "mobile")),
        ("0086 13800001234", Phone("13800001234", "mobile")),
        ("8613800001234", Phone("13800001234", "mobile")),
        ("１３８ 0000 1234", Phone("13800001234", "mobile")),
        ("手机：13800001234", Phone("13800001234", "mobile")),
        ("(0755)2678 0000", Phone("075526780000", "landline")),
        ("0755-26780000-801", Phone("075526780000", "landline", "801")),
        ("0755 26780000 转 801", Phone("075526780000", "landline", "801")),
        ("010－62345678", Phone("01062345678", "landline")),
        ("+86 10 62345678", Phone("01062345678", "landline")),
        ("+86 755 26780000", Phone("075526780000", "landline")),
        ("400-800-1234", Phone("4008001234", "service")),
        ("95588", Phone("95588", "service")),
        ("26780000", Phone("26780000", "local")),
        ("+852 2123 4567", Phone("+85221234567", "foreign")),
    ],
)
def test_phones_have_one_spelling(raw: str, phone: Phone) -> None:
    assert normalise_phone(raw) == phone
    assert normalise_phone(phone.digits) == Phone(phone.digits, phone.kind)


@pytest.mark.parametrize(
    "raw", ["", "abc", "12345678901", "13800001234/13900001234", "1380000123", "138****1234", "1" * 80, "2018-01-05"]
)
def test_what_is_no_phone(raw: str) -> None:
    assert normalise_phone(raw) is None


@given(st.text(max_size=70))
def test_no_text_breaks_the_phone_reader(raw: str) -> None:
    found = normalise_phone(raw)
    assert found is None or found.digits.lstrip("+").isdigit()


def test_masked_forms_hide_and_are_recognised() -> None:
    shown = [
        mask_phone("13800001234"),
        mask_phone("075526780000-801"),
        mask_phone("26780000"),
        mask_phone("95588"),
        mask_email("zhangsan@example.com"),
        mask_email("li@example.com"),
        mask_id_number("440305199001011234"),
    ]
    assert shown == [
        "138****1234",
        "075****0000",
        "26****00",
        "9****",
        "zh****@example.com",
        "l****@example.com",
        "440****1234",
    ]
    assert all(map(looks_masked, shown))
    assert not looks_masked("13800001234")
    assert not looks_masked("5*6")


@pytest.mark.parametrize(
    ("raw", "email"),
    [
        (" Zhang.San＠Example.COM ", "zhang.san@example.com"),
        ("a@b", None),
        ("a..b@example.com", None),
        (".a@example.com", None),
        ("a b@example.com", None),
        ("张三@example.com", None),
    ],
)
def test_emails(raw: str, email: str | None) -> None:
    assert normalise_email(raw) == email


@pytest.mark.parametrize(
    ("text", "ok", "kind", "code"),
    [
        ("91350100M000100Y43", True, "credit_code", ""),
        (" ９１３５０１００m000100y43", True, "credit_code", ""),
        ("91110108551385082Q", True, "credit_code", ""),
        ("91350100M000100Y4Z", False, "credit_code", "code_letters"),
        ("91350100M000100Y44", False, "credit_code", "code_check_digit"),
        ("11010519491231002X", False, "id_number", "code_id_number"),
        ("11010519491231002X01", False, "tax_20", "code_tax_20"),
        ("440301103782410", False, "tax_15", "code_old_tax"),
        ("123", False, "unknown", "code_length"),
        ("", False, "unknown", "code_length"),
        ("无", False, "unknown", "code_characters"),
    ],
)
def test_credit_codes_and_their_stand_ins(text: str, ok: bool, kind: str, code: str) -> None:
    verdict = check_credit_code(text)
    assert (verdict.ok, verdict.kind, verdict.code) == (ok, kind, code)
    assert (verdict.message is None) is ok


@needs_companies
def test_credit_codes_of_the_real_register() -> None:
    counts = Counter(check_credit_code(row["统一社会信用代码"]).code for row in companies())
    assert counts == {"": 99_737, "code_old_tax": 240, "code_length": 16, "code_check_digit": 7}


def test_regions_form_a_tree() -> None:
    by_code = region_by_code()
    assert Counter(region.level for region in regions()) == {"province": 34, "city": 369, "county": 3_395}
    assert all(region.parent in by_code for region in regions() if region.level != "province")
    assert [region.name for region in region_path("440305")] == ["广东省", "深圳市", "南山区"]
    assert by_code["440300"].pinyin_initials == "sz"
    assert region_path("999999") == ()
    assert [code_prefix(code) for code in ("440000", "440300", "440305")] == ["44", "4403", "440305"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("恩施土家族苗族自治州", "恩施"),
        ("彭水苗族土家族自治县", "彭水"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("忠县", "忠县"),
        ("浦东新区", "浦东"),
    ],
)
def test_short_names_of_regions(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("province", "city", "address", "code"),
    [
        ("上海", "浦东", "沪南公路2298号", "310115"),
        ("新疆", "乌鲁木齐", "新疆乌鲁木齐高新技术产业开发区（新市区）河北东路966号", "650104"),
        ("新疆", "石河子", "新疆石河子市", "659001"),
        ("海南", "省直辖县", "海南省临高县临城镇", "469024"),
        ("湖北", "天门", "天门市竟陵", "429006"),
        ("湖北", "荆州", "荆州区安心桥路36号", "421003"),
        ("重庆", "大足", "大足县龙岗", "500111"),
        ("上海", "闸北", "闸北区芷江西路", "310106"),
        ("广东", "东莞", "东莞市厚街镇", "441900"),
        ("", "", "广东省深圳市南山区科技园", "440305"),
        ("山东", "菏泽", "菏泽市中华路518号", "371700"),
        ("辽宁", "沈阳", "沈阳市朝阳路1号", "210100"),
        ("500(万美元)", "湖州", "德清县", None),
        ("", "", "", None),
    ],
)
def test_regions_are_found_in_addresses(province: str, city: str, address: str, code: str | None) -> None:
    assert find_region(province, city, address) == code


@needs_companies
def test_regions_of_the_real_register() -> None:
    found = [find_region(row["所在省份"], row["地区"], row["注册地址"]) for row in companies()[:20_000]]
    levels = Counter("none" if code is None else region_by_code()[code].level for code in found)
    assert levels["none"] <= 1
    assert levels["county"] > 16_000
    assert levels["province"] < 40
