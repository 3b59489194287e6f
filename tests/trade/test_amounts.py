"""What documents come to, whatever is in them: tax included = net + tax, on every line and in all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kezhou.kernel.money import CURRENCIES
from kezhou.modules.trade import amounts
from kezhou.sdk.entity import Change

RATES = ("13", "9", "6", "3", "1", "0", "exempt")


def decimals(most: int, digits: int, least: int = 0) -> st.SearchStrategy[Decimal]:
    """Numbers with so many digits after the point."""
    return st.integers(least, most * 10**digits).map(lambda whole: Decimal(whole).scaleb(-digits))


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "quantity": decimals(99_999, 4, 1),
            "unit_price": decimals(99_999, 6),
            "discount_rate": st.none() | decimals(100, 2),
            "tax_rate": st.sampled_from(RATES),
        }
    ),
    min_size=1,
    max_size=12,
)


def reckoned(currency: str, included: bool, discount: Decimal, sent: list[dict[str, Any]]) -> Any:
    """The lines with their amounts, and the totals of the document."""
    head = {"currency": currency, "tax_included": included, "discount": discount}
    lines = [
        {**line, **amounts.derive_line(Change(line, None, date(2026, 11, 22), document=head))} for line in sent
    ]  # fmt: skip
    return lines, amounts.totals(head, lines)


@given(
    currency=st.sampled_from(("CNY", "USD", "JPY")),
    included=st.booleans(),
    sent=LINES,
    share=decimals(1, 3),
)
def test_the_two_sides_of_every_amount_add_up(
    currency: str, included: bool, sent: list[dict[str, Any]], share: Decimal
) -> None:
    plain, bare = reckoned(currency, included, Decimal(0), sent)
    unit = Decimal(1).scaleb(-CURRENCIES[currency].digits)
    discount = (bare["amount"].amount * share).quantize(unit, "ROUND_DOWN")
    lines, total = reckoned(currency, included, discount, sent)

    assert lines == plain
    for line in lines:
        figures = (line["amount"].amount, line["net_amount"], line["tax_amount"])
        assert figures[0] == figures[1] + figures[2]
        assert all(figure == figure.quantize(unit) and figure >= 0 for figure in figures)
        rate = amounts.rate_of(line)
        # The tax is the rate on what is without it, within the half unit that one rounding may take.
        assert abs(line["net_amount"] * (rate or Decimal(0)) / 100 - line["tax_amount"]) <= unit
        assert rate or line["tax_amount"] == 0
    whole = sum((line["amount"].amount for line in lines), Decimal(0))
    assert total["amount"].amount == whole - discount == total["net_amount"] + total["tax_amount"]
    assert total["amount"].amount >= 0
    assert bare["net_amount"] == sum((line["net_amount"] for line in lines), Decimal(0))
    if share == 0:
        assert total == bare
    assert total["net_amount"] >= 0
    assert total["tax_amount"] >= 0
