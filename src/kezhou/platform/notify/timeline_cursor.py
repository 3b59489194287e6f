"""Where a page of a timeline begins: one place per stream, in one word that the client hands back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import BadRequest

_CURSOR = re.compile(r"(\d{1,18})-(\d{1,18})((?:~[a-z_]{1,40}\.\d{1,17}\.\d{1,18}){0,9})")
_OTHER = re.compile(r"~([a-z_]+)\.(\d+)\.(\d+)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FROM_START = 10**18 - 1


@dataclass(frozen=True, slots=True)
class Places:
    """Before which entry, comment and, by kind, (moment, id) of another source a page begins."""

    entry: int
    comment: int
    others: Mapping[str, tuple[datetime, int]]


def parse(cursor: str | None) -> Places:
    """Raises `BadRequest` for what no timeline handed out."""
    if cursor is None:
        return Places(FROM_START, FROM_START, {})
    match = _CURSOR.fullmatch(cursor)
    if match is None:
        raise BadRequest(_("The cursor does not belong to this list."), code="bad_cursor")
    others = {}
    for kind, micros, id_ in _OTHER.findall(match[3]):
        others[kind] = (_EPOCH + timedelta(microseconds=int(micros)), int(id_))
    return Places(int(match[1]), int(match[2]), others)


def written(places: Places) -> str:
    micros = {kind: (at - _EPOCH) // timedelta(microseconds=1) for kind, (at, _id) in places.others.items()}
    tail = "".join(f"~{kind}.{micros[kind]}.{id_}" for kind, (_at, id_) in sorted(places.others.items()))
    return f"{places.entry}-{places.comment}{tail}"
