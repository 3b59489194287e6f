"""Texts that a spreadsheet would run instead of showing (C26), and the line that says who took a file away (C39)."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
GUARD = "'"
WATERMARK = "#kezhou-export "
"""Begins the last line of an exported csv; an import does not take it for a row."""

EXAMPLE = "#示例"
"""Begins the example row of our template; an import does not take it for a row."""


def neutral(text: str) -> str:
    """The text as it may stand in a csv: what looks like a formula gets an apostrophe in front, and so does what looks
    like a formula that has one already, so that `plain` finds the text again."""
    return GUARD + text if text.lstrip(GUARD).startswith(DANGEROUS) else text


def plain(text: str) -> str:
    """The text that `neutral` was given."""
    return text[1:] if text.startswith(GUARD) and text.lstrip(GUARD).startswith(DANGEROUS) else text
