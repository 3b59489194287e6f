"""What is a whole number in an address, in a key or in a cell, and what only looks like one."""

import pytest

from kezhou.kernel.text.digits import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_numbers(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", "-1", "--5", "+1", " 1", "1.0", "²", "①", "١", "１", "9" * 19, "9" * 5000, "1\n"])
def test_what_is_none(text: str) -> None:
    assert whole_number(text) is None
