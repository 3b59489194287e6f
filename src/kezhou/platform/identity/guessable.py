"""Which passwords are guessed first: the published lists, the Chinese habits, runs, repetitions, and one's own name."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_LIST = Path(__file__).parent / "data" / "common_passwords.txt"

_RUNS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
)

OWN_WORD_LENGTH = 4
"""A part of one's own name or address counts from this length on; shorter ones occur in good passwords by chance."""

_CHINESE_NAME_LENGTH = 2


@cache
def common_passwords() -> frozenset[str]:
    """The committed list: the most used passwords of published leaks with six or more characters, in lower case."""
    return frozenset(_LIST.read_text(encoding="utf-8").split())


def is_common(password: str) -> bool:
    """On the list, on the list but for figures and signs around it, or built by a rule that everybody knows."""
    folded = password.casefold()
    core = re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)
    return folded in common_passwords() or core in common_passwords() or _is_repetition(folded) or _is_run(folded)


def contains_own_word(password: str, own: Iterable[str]) -> bool:
    """Whether the password holds a part of who the person is: user name, name, staff number, e-mail, phone."""
    folded = password.casefold()
    return any(word in folded for text in own for word in _words(text))


def _words(text: str) -> list[str]:
    folded = text.casefold()
    parts = {folded, *re.split(r"[\s@._\-+]+", folded)}
    return [part for part in parts if len(part) >= (OWN_WORD_LENGTH if part.isascii() else _CHINESE_NAME_LENGTH)]


def _is_repetition(text: str) -> bool:
    """One unit of up to a third of the length, over and over: `abcabcabcabc`, `111111111111`."""
    return any(text == (text[:unit] * len(text))[: len(text)] for unit in range(1, len(text) // 3 + 1))


def _is_run(text: str) -> bool:
    return any(text in run or text in run[::-1] for run in _RUNS)
