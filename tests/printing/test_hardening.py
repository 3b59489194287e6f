"""Word files that hide what they do, and amounts in words: against an independent reckoning of the rules."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.errors import Invalid
from kezhou.kernel.money import amount_in_words
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.printing.package import open_package
from kezhou.platform.printing.values import printed
from tests.printing.conftest import W, docx, paragraph

OTHER = f'<x:footnotes xmlns:x="{W}"><x:p><x:r><x:instrText>{{}}</x:instrText></x:r></x:p></x:footnotes>'
OUTSIDE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="http://x.test/a.png" '
    'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("word/footnotes.xml", OTHER.format('DDEAUTO c:\\\\x "y"'), "active_field"),
        ("word/glossary/document.xml", OTHER.format("INCLUDEPICTURE http://x.test"), "active_field"),
        ("elsewhere/main.xml", OTHER.format("INCLUDETEXT /etc/passwd"), "active_field"),
        ("word/_rels/document.xml.RELS", OUTSIDE, "external_content"),
    ],
)
def test_c25_no_part_of_a_word_file_hides_what_it_fetches(name: str, content: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        open_package(docx(paragraph("x"), {name: content}))
    assert [error.code for error in refused.value.errors] == [code]
    open_package(docx(paragraph("x"), {"word/footnotes.xml": OTHER.format("PAGE"), "customXml/item1.xml": "no xml"}))


def read_aloud(words: str) -> Decimal:
    """The number that capital numerals say, read from left to right: an independent reckoning."""
    negative = words.startswith("负")
    words = words.removeprefix("负").removesuffix("整")
    whole, _yuan, rest = words.rpartition("元")
    cents = {"角": 0, "分": 0}
    for digit, unit in re.findall("([壹贰叁肆伍陆柒捌玖])([角分])", rest):
        cents[unit] = "零壹贰叁肆伍陆柒捌玖".index(digit)
    total = Decimal(_number(whole)) + Decimal(cents["角"] * 10 + cents["分"]) / 100
    return -total if negative else total


def _number(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        head, found, tail = words.rpartition(unit) if unit in ("亿",) else words.partition(unit)
        if found:
            return _number(head) * size + _number(tail)
    return "零壹贰叁肆伍陆柒捌玖".index(words.strip("零") or "零")


@given(st.integers(-(10**17), 10**17).map(lambda cents: Decimal(cents) / 100))
def test_amounts_in_words_say_the_number_by_the_rules_of_payment(amount: Decimal) -> None:
    words = amount_in_words(amount)
    assert read_aloud(words) == amount
    assert "零零" not in words
    assert not re.search("零[拾佰仟万亿元角分整]", words.replace("零元整", ""))
    assert words.endswith("分") == (int(abs(amount) * 100) % 10 != 0)
    assert words.endswith("整") != words.endswith("分")
    assert words.startswith("负") == (amount < 0)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("-0.50", "负伍角整"),
        ("10", "壹拾元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000001.00", "壹亿零壹元整"),
        ("10000000000000", "壹拾万亿元整"),
    ],
)
def test_examples_of_the_rules(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


def test_another_currency_is_named_before_its_amount_in_words() -> None:
    spec = FieldSpec("amount", TYPES["money"], "amount")

    def told(currency: str) -> str:
        return printed({"amount": "100.00", "currency": currency}, spec, ("words",))

    assert (told("CNY"), told("USD"), told("JPY")) == ("壹佰元整", "美元壹佰元整", "日元壹佰元整")
