"""Folding and readings: what counts as the same name, and how it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.text.fold import PRIVATE_FIRST, PRIVATE_LAST, fold, fold_table
from kezhou.kernel.text.pinyin import char_readings, initials, readings, sort_key, syllables
from kezhou.kernel.text.pinyin_build import TARGET, lines
from tests.kernel.samples import companies, needs_companies


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40))
def test_folding_twice_is_folding_once_for_chinese(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_replacement_is_final() -> None:
    for code, target in fold_table().items():
        if target is not None and target != " ":
            assert fold(target) == target, chr(code)


@given(st.text())
def test_a_folded_text_holds_no_mark_of_the_search_text(text: str) -> None:
    assert not any(PRIVATE_FIRST <= ord(char) <= PRIVATE_LAST or char == "\n" for char in fold(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ　國際（集團）", "abc 国际(集团)"),
        ("  成都【科瑞达】\t科技\n", "成都(科瑞达) 科技"),
        ("〔2024〕1號", "(2024)1号"),
        ("㈱ﾄﾖﾀ", "(株)トヨタ"),
        ("Straße\u200b\ufeff", "strasse"),
        ("於乾鍾", "于干钟"),
        ("", ""),
    ],
)
def test_folded_forms(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("重庆长安汽车", "chong qing chang an qi che"),
        ("中国重工银行", "zhong guo zhong gong yin hang"),
        ("西安市长乐路", "xi an shi chang le lu"),
        ("供销社长春分社", "gong xiao she chang chun fen she"),
        ("六安市绿城", "lu an shi lv cheng"),
        ("厦门大厦", "xia men da sha"),
        ("華為技術", "hua wei ji shu"),
    ],
)
def test_readings_of_names(name: str, expected: str) -> None:
    assert " ".join(syllables(name)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("单雄信", "shan xiong xin"),
        ("曾国藩", "zeng guo fan"),
        ("解缙", "xie jin"),
        ("查良镛", "zha liang yong"),
        ("仇英", "qiu ying"),
        ("区寄", "ou ji"),
        ("朴树", "piao shu"),
        ("盖叫天", "ge jiao tian"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("单于", "chan yu"),
    ],
)
def test_surname_readings_hold_at_the_head_of_a_person_name(name: str, expected: str) -> None:
    assert " ".join(syllables(name, surname=True)) == expected


def test_other_characters_stay_in_runs() -> None:
    assert syllables("TCL科技-5G") == ["TCL", "ke", "ji", "-5G"]
    assert initials("TCL科技（5G）") == "tclkj5g"
    assert initials("单伟", surname=True) == "sw"


def test_sort_keys_order_names_as_a_reader_expects() -> None:
    names = ["张三", "阿里", "安徽", "曾三", "重庆", "华为技术"]
    assert sorted(names, key=sort_key) == ["阿里", "安徽", "曾三", "重庆", "华为技术", "张三"]
    assert sort_key("华为技术") == "hua wei ji shu|华为技术"
    assert sorted(["曾三", "中山"], key=lambda name: sort_key(name, surname=True)) == ["曾三", "中山"]
    assert len(sort_key("华" * 300)) == 200


def test_all_readings_of_a_character_are_known() -> None:
    assert set(char_readings("单")) >= {"dan", "shan", "chan"}
    assert char_readings("x") == ()


def test_the_table_is_what_pypinyin_says() -> None:
    assert TARGET.read_text(encoding="utf-8").splitlines() == list(lines())


def test_every_reading_of_a_phrase_is_a_reading_of_its_character() -> None:
    for phrase, reading in readings().phrases.items():
        for char, syllable in zip(phrase, reading, strict=True):
            assert syllable in char_readings(char), phrase


@needs_companies
def test_real_names_are_read_as_pypinyin_reads_them() -> None:
    """The differences are corrections: 市长安区 is not 市长, 朝阳 is chao yang."""
    from pypinyin import lazy_pinyin

    names = [row["企业名称"] for row in companies()[:5_000]]
    same = sum("".join(lazy_pinyin(name)) == "".join(syllables(name)) for name in names)
    assert same >= 4_950
