"""Sentences that people read, written in the kernel and translated elsewhere.

The kernel knows no framework, so it cannot ask for a translation itself. A `Sentence` keeps the English source and its
figures apart and is put into words each time it becomes a string, in the language that is active at that moment.
`config` hands over the translator once at start-up; without one the English source stands.
"""

from collections.abc import Callable
from typing import Any

_translate: Callable[[str], str] = str


def use_translator(translate: Callable[[str], str]) -> None:
    """Set the function that turns an English source sentence into the active language (at start-up, once)."""
    global _translate
    _translate = translate


class Sentence:
    """One English source sentence with named placeholders (`%(limit)s`) and the figures for them."""

    __slots__ = ("params", "source")

    def __init__(self, source: str, params: dict[str, Any]) -> None:
        self.source = source
        self.params = params

    def __str__(self) -> str:
        text = _translate(self.source)
        return text % self.params if self.params else text

    def __repr__(self) -> str:
        return f"Sentence({self.source!r}, {self.params!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sentence):
            return NotImplemented
        return (self.source, self.params) == (other.source, other.params)

    def __hash__(self) -> int:
        return hash(self.source)


def sentence(source: str, /, **params: Any) -> Sentence:
    """A translatable sentence; import it as `_` so that the message extractor finds the source."""
    return Sentence(source, params)
