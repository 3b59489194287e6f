"""Names, addresses and reachable things compared, without a database."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kezhou.kernel.matching import reach
from kezhou.kernel.matching.address import parse_address, relation
from kezhou.kernel.matching.align import align
from kezhou.kernel.matching.defaults import DEFAULT_WEIGHTS
from kezhou.kernel.matching.frequency import count
from kezhou.kernel.matching.judge import Judgement, judge
from kezhou.kernel.matching.keys import name_keys
from kezhou.kernel.matching.learn import Example, relearned
from kezhou.kernel.matching.name import parse_name
from kezhou.kernel.matching.party import Fact, party

USUAL = count()


def judged(one: dict[Fact, list[str]], other: dict[Fact, list[str]]) -> Judgement:
    return judge(party(one), party(other), DEFAULT_WEIGHTS, USUAL)


def names(one: str, other: str) -> str:
    return judged({"name": [one]}, {"name": [other]}).verdict


def test_a_name_is_taken_apart() -> None:
    name = parse_name("北京西尔康电梯有限公司长治分公司")
    assert ([place.text for place in name.places], name.core, name.form) == (["北京"], "西尔康电梯", "有限公司")
    assert (name.branch, name.branch_form) == ("长治", "分公司")
    moved = parse_name("西尔康电梯（北京）有限公司")
    assert (moved.core, moved.places[0].text) == ("西尔康电梯", "北京")
    assert parse_name("桂林智仁商贸有限公司(微型企业)").note == "微型企业"
    assert parse_name("").text == parse_name("（）").text == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳市伟烽制衣公司", "深圳市伟烽制衣有限公司"),
        ("伟烽制衣（深圳）有限公司", "深圳市伟烽制衣有限公司"),
        ("深圳市伟烽制　衣有限公司", "深圳市伟烽制衣有限公司"),
        ("深圳市偉烽製衣有限公司", "深圳市伟烽制衣有限公司"),
        ("深圳市伟峰制衣有限公司", "深圳市伟烽制衣有限公司"),
        ("深圳市烽伟制衣有限公司", "深圳市伟烽制衣有限公司"),
        ("深圳市伟烽制衣有限司公", "深圳市伟烽制衣有限公司"),
        ("第3建筑工程公司", "第三建筑工程有限公司"),
        ("广东荣基鸿业建筑工程总公司佛山分", "广东荣基鸿业建筑工程总公司佛山分公司"),
        ("青海晋峰矿叶有限公司", "青海金峰矿业有限公司"),
        ("南昌兴睿建才有限公司", "南昌兴瑞建材有限公司"),
        ("招商银行股份有限公司南阳明路支行", "招商银行股份有限公司南昌阳明路支行"),
        ("滑县医药有限公同桑村药店", "滑县医药有限公司桑村药店"),
        ("永兴不锈钢", "余姚市永兴不锈钢有限公司"),
        ("民丰劳务服务【龙山县】有限公司", "龙山县民丰劳务服务有限公司"),
        ("深圳市伟烽制衣有限", "深圳市伟烽制衣有限责任公司"),
    ],
)
def test_spellings_of_one_company(one: str, other: str) -> None:
    assert names(one, other) in ("likely", "certain")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳市伟烽制衣有限公司广州分公司", "深圳市伟烽制衣有限公司"),
        ("空间新象(厦门)文创有限公司北京分公司", "空间新象(厦门)文创有限公司"),
        ("宜城市竹玥轩房地产开发有限公司（第二）分公司", "宜城市竹玥轩房地产开发有限公司"),
        ("天水畅响火吧餐饮有限责任公司武汉营业部", "天水畅响火吧餐饮有限责任公司"),
        ("广州市伟烽制衣有限公司", "深圳市伟烽制衣有限公司"),
        ("深圳市第一建筑工程有限公司", "深圳市第二建筑工程有限公司"),
        ("深圳市伟烽科技有限公司", "深圳市恒达科技有限公司"),
        ("中国银行股份有限公司南充文明街支行", "中国银行股份有限公司南充人民路支行"),
        ("永兴不锈钢有限公司", "余姚市永新不锈钢有限公司"),
        ("深圳市宏达贸易有限公司", "深圳市鸿大贸易有限公司"),
        ("中国人民财产保险股份有限公司永胜支公司", "中国人民财产保险股份有限公司永新支公司"),
    ],
)
def test_different_companies(one: str, other: str) -> None:
    assert names(one, other) in ("none", "possible")


def test_rare_characters_say_more() -> None:
    rare = judged({"name": ["甪岷技术有限公司"]}, {"name": ["甪岷技术有限公司"]}).log_odds
    usual = judged({"name": ["华兴技术有限公司"]}, {"name": ["华兴技术有限公司"]}).log_odds
    assert rare > usual


def test_slips_are_named() -> None:
    def kinds(one: str, other: str) -> list[str]:
        slips = align(one, other)
        assert slips is not None
        return [slip.kind for slip in slips]

    assert kinds("华为技术", "华为技术") == []
    assert kinds("华伪技术", "华为技术") == ["sound"]
    assert kinds("建才公司", "建材公司") == kinds("简才公司", "建材公司") == ["sound"]
    assert kinds("为华技术", "华为技术") == ["swapped"]
    assert kinds("华技术", "华为技术") == ["missing"]
    assert kinds("华为为技术", "华为技术") == ["extra"]
    assert kinds("第二建筑", "第三建筑") == ["number"]
    assert kinds("末来科技", "未来科技") == ["shape"]
    assert kinds("徽宏软件", "微宏软件") == kinds("琮海实业", "琼海实业") == kinds("洒仙酿造", "酒仙酿造") == ["shape"]
    assert kinds("中为技术", "华为技术") == ["other"]
    assert kinds("格力技术", "华为技术") == ["other", "other"]


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="甲乙丙丁华为技术有限公司（）()一二3A ", max_size=14),
    st.text(alphabet="甲乙丙华为技术公司(", max_size=14),
)
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    for text in (one, other):
        name = parse_name(text)
        assert len(name.text) == len(name.zones)
        assert len(name_keys(name)) == len(set(name_keys(name)))
    slips = align(one, other)
    assert slips is not None
    rebuilt, at = "", 0
    for slip in slips:
        assert one[at : slip.a_at] == other[len(rebuilt) : slip.b_at]
        rebuilt += other[len(rebuilt) : slip.b_end]
        at = slip.a_end
    assert rebuilt + one[at:] == other
    assert names(one, one) != "none" or not parse_name(one).text or len(parse_name(one).text) < 6


def test_a_homophone_and_a_swap_leave_keys_in_common() -> None:
    whole = set(name_keys(parse_name("定州市华丰纺织器材有限公司")))
    assert len(whole & set(name_keys(parse_name("定州市华锋纺织器材有限公司")))) >= len(whole) - 1
    assert len(whole & set(name_keys(parse_name("定州市丰华纺织器材有限公司")))) >= len(whole) / 2


def test_reachable_things_have_one_spelling() -> None:
    assert reach.phone("+86 138-0000-1234") == ("13800001234", True)
    assert reach.phone("(0755) 2678 0000 转 12") == ("075526780000", False)
    assert reach.phone("电话见名片") is None
    assert reach.email("Wang@Huawei.COM") == ("wang@huawei.com", "huawei.com")
    assert reach.email("wang@qq.com") == ("wang@qq.com", "")
    assert reach.site("HTTPS://www.crm.example.com.cn:8080/a?b=c") == "example.com.cn"
    assert reach.site("shop123.1688.com") == "shop123.1688.com"
    assert (reach.site("www.1688.com"), reach.site("暂无")) == ("", "")
    code = reach.tax_code("9111 0108-551385082q")
    assert code is not None
    assert (code.text, code.body) == ("91110108551385082Q", "551385082")
    assert reach.tax_code("110108551385082") == reach.Code("110108551385082", "551385082")
    assert reach.tax_code("91110108") is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("广东省深圳市南山区科技园路8号", "深圳市南山区科技园路 8号", "same"),
        ("深圳市南山区科技园路8号3栋502", "深圳市南山区科技园路8号3栋", "close"),
        ("深圳市南山区科技园路8号", "深圳市南山区科技园路18号", "different"),
        ("深圳市南山区科技园路8号", "广州市天河区科技园路8号", "elsewhere"),
    ],
)
def test_addresses(one: str, other: str, expected: str) -> None:
    a, b = parse_address(one), parse_address(other)
    assert a is not None
    assert b is not None
    assert relation(a, b) == expected


def test_evidence_of_all_fields_adds_up_and_is_told() -> None:
    found = judged(
        {"name": ["小米通讯"], "credit_code": ["91110108551385082Q"], "email": ["a@qq.com"]},
        {"name": ["北京小米科技有限责任公司"], "credit_code": ["91110108551385082q"], "email": ["b@qq.com"]},
    )
    assert found.verdict == "certain"
    assert found.reasons[0].field == "credit_code"
    assert {(reason.field, reason.code) for reason in found.reasons} >= {
        ("credit_code", "same"),
        ("email", "different"),
    }
    assert found.log_odds == pytest.approx(sum(reason.weight for reason in found.reasons))


def test_a_value_that_many_share_says_less() -> None:
    one, other = party({"phone": ["075526780000"]}), party({"phone": ["0755-26780000"], "name": ["甲公司"]})
    alone = judge(one, other, DEFAULT_WEIGHTS, USUAL)
    shared = judge(one, other, DEFAULT_WEIGHTS, USUAL, lambda kind, value: 50)
    assert shared.log_odds == pytest.approx(alone.log_odds - 3.912, abs=0.001)


def test_people_are_compared_by_their_numbers_not_their_names() -> None:
    assert judged({"person": ["王芳"]}, {"person": ["王芳"]}).verdict == "none"
    both = judged({"person": ["王芳"], "phone": ["13800001234"]}, {"person": ["王方"], "phone": ["138 0000 1234"]})
    assert both.verdict == "likely"


def test_learning_moves_what_was_seen_and_nothing_else() -> None:
    examples = [Example({"landline.same": 1.0}, same=False)] * 40 + [Example({"mobile.same": 1.0}, same=True)] * 40
    after = relearned(DEFAULT_WEIGHTS, examples)
    assert after["landline.same"] < DEFAULT_WEIGHTS["landline.same"] - 1
    assert after["mobile.same"] >= DEFAULT_WEIGHTS["mobile.same"]
    assert {name for name in after if after[name] != DEFAULT_WEIGHTS[name]} == {"landline.same", "mobile.same"}
    assert relearned(DEFAULT_WEIGHTS, []) == dict(DEFAULT_WEIGHTS)
