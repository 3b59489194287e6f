"""The placeholders of print templates and letters: a closed grammar, never a template engine (C24).

    {{name}}  {{name|大写}}  {{customer.name}}     a value, formatted; at most one step along a link
    {{qr:number}}                                  a value as a QR code
    {{#lines}} … {{/lines}}                        once per row of a list; of a field: where it is filled in
    {{^remarks}} … {{/remarks}}                    where it is empty

A path is one or two names of fields (or their labels). There are no attributes, calls, expressions, literals or
comments: what
is not in this list is a `PlaceholderProblem`. What a name means is decided by whoever fills the template.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .text.sentence import sentence as _

Kind = Literal["value", "qr", "open", "empty", "close"]

MAX_MARKS = 2_000
"""Placeholders of one template."""
MAX_DEPTH = 3
"""Blocks inside of blocks."""
MAX_NAME = 80
MAX_FORMATS = 2

FORMATS = {
    "大写": "words",
    "words": "words",
    "千分位": "grouped",
    "grouped": "grouped",
    "数字": "plain",
    "plain": "plain",
    "年月日": "long_date",
    "long_date": "long_date",
    "日期": "date",
    "date": "date",
    **{str(digits): f"digits_{digits}" for digits in range(7)},
}
"""What may stand behind `|` → what it does. `2` is two digits after the point."""

_MARK = re.compile(r"\{\{([^{}]{0,200})\}\}")
_NOT_IN_NAMES = r"{}|.:()\[\]'\"`$%<>=\\;@*+&!?~,"
_NAME = re.compile(rf"[^\s_#^/{_NOT_IN_NAMES}](?:[^\n{_NOT_IN_NAMES}]*[^\s{_NOT_IN_NAMES}])?")
_SIGILS: dict[str, Kind] = {"#": "open", "^": "empty", "/": "close"}
_QR = ("qr:", "qr：", "二维码:", "二维码：")


class PlaceholderProblem(ValueError):
    """A template that is not in the grammar: a code for programs, a sentence that says what would be right."""

    def __init__(self, code: str, message: Any, source: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.source = source
        """The placeholder as it stands in the template."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One placeholder. `path` are its names as written, `formats` keys of what `FORMATS` does."""

    kind: Kind
    path: tuple[str, ...]
    formats: tuple[str, ...] = ()
    source: str = ""

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def begins(self) -> bool:
        return self.kind in ("open", "empty")


def split(text: str) -> list[str | Mark]:
    """The text cut into literal pieces and marks, in order. Raises `PlaceholderProblem`."""
    pieces: list[str | Mark] = []
    at = 0
    for found in _MARK.finditer(text):
        if text[found.end() : found.end() + 1] == "}" or text[found.start() - 1 : found.start()] == "{":
            raise _stray(text, found.start())
        _plain(pieces, text[at : found.start()])
        pieces.append(read(found.group(1)))
        at = found.end()
    _plain(pieces, text[at:])
    return pieces


def read(body: str) -> Mark:
    """What stands between `{{` and `}}`. Raises `PlaceholderProblem`."""
    source = "{{" + body[: MAX_NAME * 2] + "}}"
    inner = body.replace("\u00a0", " ").replace("｜", "|").strip()
    kind: Kind = "value"
    if inner[:1] in _SIGILS:
        kind, inner = _SIGILS[inner[0]], inner[1:].strip()
    elif prefix := next((one for one in _QR if inner.lower().startswith(one)), None):
        kind, inner = "qr", inner[len(prefix) :].strip()
    head, *formats = [part.strip() for part in inner.split("|")]
    path = tuple(part.strip() for part in head.split("."))
    if len(path) > 2 or not all(len(part) <= MAX_NAME and _NAME.fullmatch(part) for part in path):
        raise PlaceholderProblem(
            "bad_placeholder",
            _(
                "“%(source)s” is no placeholder. Right are {{name}}, {{name|大写}}, {{#lines}} … {{/lines}}.",
                source=source,
            ),
            source,
        )
    if formats and (kind != "value" or len(formats) > MAX_FORMATS):
        raise PlaceholderProblem("format_misplaced", _("“%(source)s” cannot have this format.", source=source), source)
    for name in formats:
        if name.lower() not in FORMATS:
            known = "、".join(FORMATS)
            message = _(
                "“%(source)s”: there is no format “%(name)s”. Known are: %(known)s.",
                source=source,
                name=name[:20],
                known=known,
            )
            raise PlaceholderProblem("unknown_format", message, source)
    return Mark(kind, path, tuple(FORMATS[name.lower()] for name in formats), source)


def check_blocks(marks: Iterable[Mark]) -> None:
    """Whether every block that begins also ends, in order. Raises `PlaceholderProblem`."""
    open_: list[Mark] = []
    for number, mark in enumerate(marks, 1):
        if number > MAX_MARKS:
            raise PlaceholderProblem(
                "too_many", _("A template may have at most %(limit)d placeholders.", limit=MAX_MARKS)
            )
        if mark.begins:
            open_.append(mark)
            if len(open_) > MAX_DEPTH:
                message = _(
                    "“%(source)s”: blocks may stand in each other at most %(limit)d deep.",
                    source=mark.source,
                    limit=MAX_DEPTH,
                )
                raise PlaceholderProblem("too_deep", message, mark.source)
        elif mark.kind == "close":
            if not open_ or open_[-1].path != mark.path:
                message = _("“%(source)s” closes nothing that is open there.", source=mark.source)
                raise PlaceholderProblem("not_open", message, mark.source)
            open_.pop()
    if open_:
        message = _(
            "“%(source)s” is never closed; write {{/%(name)s}} behind it.", source=open_[-1].source, name=open_[-1].name
        )
        raise PlaceholderProblem("not_closed", message, open_[-1].source)


def _plain(pieces: list[str | Mark], text: str) -> None:
    """Text between marks; braces that are left over are a mistake that somebody should hear of."""
    for brace in ("{{", "}}"):
        if brace in text:
            raise _stray(text, text.index(brace))
    if text:
        pieces.append(text)


def _stray(text: str, at: int) -> PlaceholderProblem:
    near = text[max(0, at - 10) : at + 30].strip()
    return PlaceholderProblem(
        "stray_braces", _("There are braces without their pair near “%(near)s”.", near=near), near
    )
