"""What was typed into a search box → the rows of one entity that match."""

from __future__ import annotations

from collections.abc import Iterator

from kezhou.kernel.text.phones import normalise_phone
from kezhou.kernel.text.plan import Alternative, plan
from kezhou.platform.base.sql import Sql, all_of, any_of
from kezhou.platform.entities.compiled import CompiledEntity

from .common import common_grams
from .contact_points import record_ids

MIN_CODE = 4
"""Characters of a code from which on its beginning finds it."""
MAX_GRAMS = 12


def text_search(entity: CompiledEntity, q: str) -> Sql:
    """The predicate over alias `t`. Raises `BadRequest` for a text that is too long."""
    if not entity.searchable:
        return _small_table(entity, q)
    common = common_grams(entity)
    parts = [_alternative(alternative, common) for alternative in plan(q).alternatives]
    parts.extend(_codes(entity, q))
    parts.extend(_reached_at(entity, q))
    return any_of(parts)


def _alternative(alternative: Alternative, common: frozenset[str]) -> Sql:
    parts = []
    rare = [gram for gram in alternative.grams if gram not in common]
    if rare:
        parts.append(Sql("kezhou_grams(t.search_text) @> %s", (sorted(rare)[:MAX_GRAMS],)))
    some = [gram for gram in alternative.any_grams if gram not in common]
    if some and len(some) == len(alternative.any_grams):
        parts.append(Sql("kezhou_grams(t.search_text) && %s", (sorted(some),)))
    parts.extend(Sql("t.search_text LIKE %s", (f"%{escape_like(text)}%",)) for text in alternative.like)
    if alternative.regex:
        parts.append(Sql("t.search_text ~ %s", (alternative.regex,)))
    return all_of(parts)


def _small_table(entity: CompiledEntity, q: str) -> Sql:
    """Tables without a gram index (staff, departments: thousands of rows) are read through."""
    text = f"%{escape_like(q.strip().lower())}%"
    parts = [Sql(f"lower({spec.expression()}) LIKE %s", (text,)) for spec in entity.search_fields]
    if not parts and entity.title != "id":
        parts = [Sql(f"lower({entity.fields[entity.title].expression()}) LIKE %s", (text,))]
    if entity.has_sort_key:
        parts.append(Sql("replace(t.sort_key, ' ', '') LIKE %s", (f"{escape_like(q.strip().lower())}%",)))
    return any_of(parts)


def _codes(entity: CompiledEntity, q: str) -> Iterator[Sql]:
    text = q.strip().upper().replace(" ", "")
    if len(text) < MIN_CODE or not text.isascii() or not text.isalnum() or not any(c.isdigit() for c in text):
        return
    for spec in entity.fields.values():
        if spec.search and spec.type.key in ("credit_code", "auto_number"):
            column = spec.expression()
            yield Sql(f"({column} >= %s AND {column} < %s)", (text, text[:-1] + chr(ord(text[-1]) + 1)))


def _reached_at(entity: CompiledEntity, q: str) -> Iterator[Sql]:
    text = q.strip()
    value = text.lower() if "@" in text else None
    if value is None and sum(c.isdigit() for c in text) >= 7:
        phone = normalise_phone(text)
        value = phone.digits if phone else None
    if value and any(spec.type.key in ("phone", "email") for spec in entity.fields.values()):
        ids = record_ids(entity, value)
        if ids:
            yield Sql("t.id = ANY(%s)", (ids,))


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
