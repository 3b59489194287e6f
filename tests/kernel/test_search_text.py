"""Search texts, their bigrams and plans: whatever is typed of a name finds it."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kezhou.kernel.errors import BadRequest
from kezhou.kernel.text.grams import compact, grams, initial_marks, search_text, syllable_marks
from kezhou.kernel.text.pinyin import aligned, initials, readings, syllables
from kezhou.kernel.text.plan import MAX_ALTERNATIVES, MAX_QUERY, matches, plan

NAMES = [
    "华为5G技术（深圳）有限公司",
    "TCL科技集团",
    "西安长安银行股份有限公司",
    "成都科瑞达 科技有限公司",
    "绿城女装旅行社",
    "安徽阿里巴巴鄂尔多斯分公司",
    "鬱金香國際",
]


def found(query: str, *names: str, surname: bool = False) -> bool:
    return matches(plan(query), search_text(names, surname=surname))


def test_the_marks_of_syllables_never_move() -> None:
    marks = syllable_marks()
    assert (len(marks), marks["a"], marks["hua"], marks["zuo"]) == (425, "\ue000", "\ue083", "\ue1a8")
    assert initial_marks()["z"] == initial_marks()["zuo"] == "\ue819"


def test_every_reading_has_a_mark() -> None:
    table = readings()
    used = {*table.default.values(), *(word for words in table.several.values() for word in words)}
    used |= {word for words in table.phrases.values() for word in words}
    assert used <= set(syllable_marks())


def test_a_search_text_in_full() -> None:
    hua, wei, h, w, g = "\ue083", "\ue161", "\ue807", "\ue816", "\ue806"
    assert search_text(["华为5G", "ABC", "", "华为5g"]) == f"华为5g\nabc\n{hua}{wei}5g\n{h}{w}5{g}"


def test_grams_stay_within_lines() -> None:
    assert grams("ab\ncde\nf\n\n") == {"ab", "cd", "de", *"abcdef"}
    assert grams("") == set()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("华为", NAMES[0]),
        ("華為", NAMES[0]),
        ("ｈｕａｗｅｉ", NAMES[0]),
        ("hua wei", NAMES[0]),
        ("HW5g", NAMES[0]),
        ("华wei", NAMES[0]),
        ("h为", NAMES[0]),
        ("huaw", NAMES[0]),
        ("hwei", NAMES[0]),
        ("技术 深圳", NAMES[0]),
        ("shenzhen huawei", NAMES[0]),
        ("技", NAMES[0]),
        ("h", NAMES[0]),
        ("hua", NAMES[0]),
        ("tclkj", NAMES[1]),
        ("tclkeji", NAMES[1]),
        ("tcl keji", NAMES[1]),
        ("TCL", NAMES[1]),
        ("xi'an", NAMES[2]),
        ("xian", NAMES[2]),
        ("changan yinhang", NAMES[2]),
        ("xazh", "西安中行"),
        ("瑞达科技", NAMES[3]),
        ("krdkj", NAMES[3]),
        ("lücheng", NAMES[4]),
        ("lvcheng", NAMES[4]),
        ("lüe", "略阳县"),
        ("lueyang", "略阳县"),
        ("aeeds", "阿鄂尔多斯"),
        ("郁金香", NAMES[6]),
        ("guojiyu", "国际鱼"),
    ],
)
def test_what_people_type_finds_the_name(query: str, name: str) -> None:
    assert found(query, name)


@pytest.mark.parametrize("query", ["为华", "wh", "weihua", "华wu", "技为", "huawen", "hx", "深圳 上海", "xyz", "5h"])
def test_other_things_do_not(query: str) -> None:
    assert not found(query, "华为5G技术（深圳）有限公司")


def test_the_characters_of_a_mixed_query_must_be_there_themselves() -> None:
    assert found("华wei", "华为") is True
    assert found("华wei", "花卫") is False


@pytest.mark.parametrize("query", ["shanwei", "danwei", "sw", "dw", "单w", "单伟", "shanw"])
def test_a_person_is_found_by_both_readings_of_the_surname(query: str) -> None:
    assert found(query, "单伟", surname=True)


@pytest.mark.parametrize("query", ["", "   ", "\u200b", "华" * (MAX_QUERY + 1), "ﷺ" * 20])
def test_a_query_of_no_or_too_many_characters_is_refused(query: str) -> None:
    with pytest.raises(BadRequest) as refused:
        plan(query)
    assert refused.value.errors[0].path == "q"
    assert refused.value.code in {"query_empty", "query_too_long"}


def test_a_single_character_is_looked_up_by_itself() -> None:
    (one,) = plan("华").alternatives
    assert (one.grams, one.any_grams, one.like) == (frozenset("华"), frozenset(), ("华",))
    assert plan("华为").alternatives[0].grams == {"华为"}


@pytest.mark.parametrize("query", ["h", "z", "v", "hua", "nou", "zh sh", "5", "z'z", "囧 v"])
def test_every_way_to_match_can_ask_the_index(query: str) -> None:
    """No query has to read the whole table, however rare what it finds (`囧`, `nou`)."""
    for one in plan(query).alternatives:
        assert one.grams or one.any_grams, one


name_text = st.text(
    st.sampled_from(sorted(set("".join(NAMES))) + list("重庆长乐单曾解行省参")), min_size=2, max_size=16
)


@given(name_text, st.data())
def test_any_piece_of_a_name_finds_it(name: str, data: st.DataObject) -> None:
    folded = compact(name)
    if not folded:
        return
    start = data.draw(st.integers(0, len(folded) - 1))
    stop = data.draw(st.integers(start + 1, len(folded)))
    piece = folded[start:stop].strip()
    if piece:
        assert found(piece, name)


chinese_name = st.text(st.sampled_from("华为技术深圳西安长乐银行重庆阿鄂略女单曾解仇员"), min_size=2, max_size=8)


@given(chinese_name, st.data())
def test_spelled_out_syllables_initials_and_mixtures_find_it(name: str, data: st.DataObject) -> None:
    spoken = syllables(name)
    start = data.draw(st.integers(0, len(name) - 2))
    stop = data.draw(st.integers(start + 2, len(name)))
    assert found(" ".join(spoken[start:stop]), name)
    assert found("'".join(spoken[start:stop]), name)
    assert found(initials(name)[start:stop], name)
    mixed = "".join(data.draw(st.sampled_from([name[at], f"'{spoken[at]}'"])) for at in range(start, stop))
    assert found(mixed.strip("'"), name)
    cut = " ".join(spoken[start:stop])
    assert found(cut[: -data.draw(st.integers(0, len(spoken[stop - 1]) - 1)) or None], name)


@given(st.text(max_size=MAX_QUERY // 4))
def test_no_query_breaks_the_planner(query: str) -> None:
    try:
        made = plan(query)
    except BadRequest:
        return
    assert 1 <= len(made.alternatives) <= MAX_ALTERNATIVES
    matches(made, search_text(NAMES))


@settings(max_examples=30)
@given(st.text("abeghinouxz '", min_size=1, max_size=MAX_QUERY))
def test_long_runs_of_letters_are_planned_quickly(query: str) -> None:
    if query.strip(" "):
        assert len(plan(query).alternatives) <= MAX_ALTERNATIVES


def test_random_names_align_with_their_syllables() -> None:
    chance = random.Random(7)
    for _ in range(200):
        name = "".join(chance.choices("重庆长安银行abc5（）单解", k=12))
        assert len(aligned(name)) == len(name)
        assert len(aligned(name, surname=True)) == len(name)
