"""Whole numbers in what people and programs send as text: ids in addresses, keys of objects, cells."""

MOST_DIGITS = 18
"""Fits into a bigint whatever the digits are."""


def whole_number(text: str) -> int | None:
    """The number that the text is, or None. Digits of other scripts and superscripts, which `str.isdigit` also takes,
    are no numbers here, nor are signs, blanks or more digits than an id can have."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        return None
    return int(text)
