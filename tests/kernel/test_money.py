"""Amounts: exact, rounded half up, read as people write them, put into capital numerals."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.capital import lacks_unit, parse_capital
from kezhou.kernel.currencies import CURRENCIES, currency_named
from kezhou.kernel.money import Money, amount_in_words, parse_amount, round_half_up, shown
from tests.kernel.samples import DATA, companies, needs_companies


@pytest.mark.parametrize(
    ("amount", "digits", "expected"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("0.1249", 2, "0.12"), ("2.5", 0, "3"), ("1", 2, "1.00")],
)
def test_the_middle_is_rounded_away_from_zero(amount: str, digits: int, expected: str) -> None:
    assert str(round_half_up(Decimal(amount), digits)) == expected


def test_money_knows_the_digits_of_its_currency() -> None:
    assert Money(Decimal("10.5"), "JPY").rounded() == Money(Decimal(11), "JPY")
    assert str(Money(Decimal("1234567.005"))) == "¥1,234,567.01"
    assert Money(Decimal(2)) + Money(Decimal("0.5")) - Money(Decimal(3)) == -Money(Decimal("0.5"))
    assert len(CURRENCIES) >= 40
    assert {currency_named(text).code for text in ("港币", "HKD", "hk$", "香港元")} == {"HKD"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("49397.2", "CNY", "¥49,397.20"),
        ("-3", "USD", "-US$3.00"),
        ("0.123400", "CNY", "¥0.1234"),
        ("1500", "JPY", "JP¥1,500"),
        ("12", "CHF", "CHF 12.00"),
    ],
)
def test_amounts_read_as_on_the_screen(amount: str, currency: str, text: str) -> None:
    assert shown(Decimal(amount), currency) == text


@pytest.mark.parametrize(("amount", "currency"), [("1", "XXX"), ("NaN", "CNY"), ("Infinity", "CNY"), ("1e16", "CNY")])
def test_what_is_no_money_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"currency|amount"):
        Money(Decimal(amount), currency)


def test_two_currencies_do_not_add_up() -> None:
    with pytest.raises(ValueError, match="CNY and USD"):
        Money(Decimal(1)) + Money(Decimal(1), "USD")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.50", "1234.50"),
        ("￥１２", "12"),
        ("1.5万", "15000.0"),
        ("(300)", "-300"),
        ("-0.10", "-0.10"),
        ("¥ 1，000", "1000"),
        ("300元整", "300"),
        (".5", "0.5"),
        ("2千万元", "20000000"),
    ],
)
def test_amounts_as_people_write_them(text: str, expected: str) -> None:
    assert parse_amount(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["", "abc", "1,23", "1e5", "12.3.4", "--1", "(-1)", "NaN", "1 2 x", "9" * 17, "1" * 70]
)
def test_no_amount_is_guessed(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("123.40", "壹佰贰拾叁元肆角整"),
        ("0", "零元整"),
        ("0.004", "零元整"),
        ("0.5", "伍角整"),
        ("0.05", "伍分"),
        ("1000.05", "壹仟元零伍分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100000", "壹拾万元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("10000001", "壹仟万零壹元整"),
        ("20010000", "贰仟零壹万元整"),
        ("100000000", "壹亿元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000000000001", "壹万亿零壹元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("-16.005", "负壹拾陆元零壹分"),
    ],
)
def test_capital_numerals(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


def value_of(words: str) -> Decimal:
    """Reads capital numerals back, independently of how they were made."""
    negative = words.startswith("负")
    total, section, digit = Decimal(0), 0, 0
    for char in words.removeprefix("负").removesuffix("整"):
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            section += digit * 10 ** ("拾佰仟".index(char) + 1)
            digit = 0
        elif char in "万亿":
            total = (total + section + digit) * (10**4 if char == "万" else 10**8)
            section = digit = 0
        elif char == "元":
            total += section + digit
            section = digit = 0
        else:
            total += digit * (Decimal("0.1") if char == "角" else Decimal("0.01"))
            digit = 0
    return -total if negative else total


@given(st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_capital_numerals_read_back(amount: Decimal) -> None:
    words = amount_in_words(amount)
    assert value_of(words) == amount
    assert "零零" not in words


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1,000(万元人民币)", "10000000", "CNY"),
        ("150(万)", "1500000", "CNY"),
        ("30（万元）", "300000", "CNY"),
        ("562(万人民币元)", "5620000", "CNY"),
        ("300,000(人民币元)", "300000", "CNY"),
        ("5( 万人民币元)", "50000", "CNY"),
        ("3(元人民币)", "3", "CNY"),
        ("8.8E-05万人民币", "0.88", "CNY"),
        ("20(万元(美元))", "200000", "USD"),
        ("12(万元美元)", "120000", "USD"),
        ("12万美元", "120000", "USD"),
        ("7(万香港元)", "70000", "HKD"),
        ("7(万元港元)", "70000", "HKD"),
        ("1,000(万日元)", "10000000", "JPY"),
        ("50(万元德国马克)", "500000", "DEM"),
        ("2(万英镑)", "20000", "GBP"),
        ("1.2亿元", "120000000", "CNY"),
        ("0(万元人民币)", "0", "CNY"),
    ],
)
def test_registered_capital(text: str, amount: str, currency: str) -> None:
    assert parse_capital(text) == Money(Decimal(amount), currency).rounded()


@pytest.mark.parametrize("text", ["N/A", "", "500()", "()", "300", "16", " n/a "])
def test_capital_that_is_not_stated(text: str) -> None:
    if text == "()":
        with pytest.raises(ValueError, match="registered capital"):
            parse_capital(text)
        return
    assert parse_capital(text) is None
    assert lacks_unit(text) is text.strip("()").isdigit()


@pytest.mark.parametrize(
    "text",
    ["Pierre", "凭相关有效证件经营)**", "万元", "1,00万元", "-5万元", "5万贝壳", "10,0000000(万)", "9" * 20 + "万元"],
)
def test_capital_that_makes_no_sense(text: str) -> None:
    with pytest.raises(ValueError, match=r"registered capital|amount"):
        parse_capital(text)


def outcome(text: str) -> str:
    try:
        found = parse_capital(text)
    except ValueError:
        return "refused"
    if found is None:
        return "no unit" if lacks_unit(text) else "absent"
    return found.currency


@needs_companies
def test_every_capital_of_the_real_register() -> None:
    """Refused are 13 numbers whose comma stands nowhere near a thousand (`10,0000000(万)`) and three words."""
    counts = Counter(outcome(row["注册资金"]) for row in companies())
    assert counts == {
        "CNY": 74_151,
        "absent": 24_014,
        "USD": 1_076,
        "no unit": 402,
        "HKD": 297,
        "JPY": 25,
        "EUR": 16,
        "DEM": 2,
        "GBP": 1,
        "refused": 16,
    }


@pytest.mark.skipif(not DATA.exists(), reason="the awkward file is not beside the repository")
def test_the_awkward_file_raises_nothing_but_clear_errors() -> None:
    import csv

    with (DATA / "companies_dirty_gb18030.csv").open(encoding="gb18030", newline="") as file:
        counts = Counter(outcome(row.get("注册资金") or "") for row in csv.DictReader(file))
    assert counts == {"CNY": 791, "absent": 275, "USD": 11, "HKD": 5, "no unit": 2}
