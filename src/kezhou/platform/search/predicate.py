"""What was typed into a search box → the rows of one entity that match."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.text.phones import normalise_phone
from kezhou.kernel.text.plan import Alternative, plan
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.base.sql import TRUE, Sql, all_of, any_of
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query.where import count_masked

from .common import common_grams
from .contact_points import record_ids
from .sample import share

MIN_CODE = 4
"""Characters of a code from which on its beginning finds it."""
MAX_GRAMS = 12
ENOUGH_GRAMS = 3
"""So many grams leave few rows; the long lists of further common ones cost more than they save."""
WALK_SHARE = 0.007
"""From this share of the rows on, a page of 50 is found sooner along the list than through the gram index (measured at
1,000,000 customers: both read about 7,000 rows there)."""


def text_search(ctx: Ctx, entity: CompiledEntity, q: str) -> Sql:
    """The predicate over alias `t`, which looks into no field that is hidden from the actor (C04).

    Raises `BadRequest` for a text that is too long.
    """
    if not entity.searchable:
        return _small_table(ctx, entity, q)
    names = _names(entity, plan(q).alternatives)
    if len(seen_fields(ctx, entity)) < len(entity.search_fields):
        names = all_of([names, _small_table(ctx, entity, q)])
    return any_of([names, *_codes(ctx, entity, q), *_reached_at(ctx, entity, q)])


def seen_fields(ctx: Ctx, entity: CompiledEntity) -> list[FieldSpec]:
    """The searchable fields that the actor sees in full."""
    rights = field_rights(ctx, entity)
    return [spec for spec in entity.search_fields if rights[spec.name].view == "full"]


def _names(entity: CompiledEntity, alternatives: Sequence[Alternative]) -> Sql:
    """Any of the ways to match. Each is looked up in the gram index, unless one of them finds so much that reading
    the rows in the order of the list comes to a page sooner.

    The planner cannot estimate a pattern that it has no statistics for, takes a common one for rare, and reads the
    whole table; inside `coalesce` it expects half of the rows and walks the list's own index.
    """
    common = common_grams(entity)
    looked_up = [_look_up(alternative, common) for alternative in alternatives]
    for alternative, found in zip(alternatives, looked_up, strict=True):
        if found is None and share(entity, alternative) >= WALK_SHARE:
            walked = any_of(map(_pattern, alternatives))
            return walked if walked.is_true else Sql(f"coalesce({walked.text}, FALSE)", walked.params)
    # The cheap comparison stands first: where the planner reads rows by another index, few reach the grams.
    return any_of(
        all_of([_pattern(alternative), found or _all_grams(alternative)])
        for alternative, found in zip(alternatives, looked_up, strict=True)
    )


def _pattern(alternative: Alternative) -> Sql:
    parts = [Sql("t.search_text LIKE %s", (f"%{escape_like(text)}%",)) for text in alternative.like]
    if alternative.regex:
        parts.append(Sql("t.search_text ~ %s", (alternative.regex,)))
    return all_of(parts)


def _look_up(alternative: Alternative, common: frozenset[str]) -> Sql | None:
    """The rare grams, and some common ones beside a single rare one: together they leave little to check. None where
    all are common."""
    rare = sorted(gram for gram in alternative.grams if gram not in common)
    if rare:
        others = sorted(alternative.grams.intersection(common))[: max(0, ENOUGH_GRAMS - len(rare))]
        return Sql("kezhou_grams(t.search_text) @> %s", ([*rare[:MAX_GRAMS], *others],))
    if alternative.any_grams and common.isdisjoint(alternative.any_grams):
        return Sql("kezhou_grams(t.search_text) && %s", (sorted(alternative.any_grams),))
    return None


def _all_grams(alternative: Alternative) -> Sql:
    """Common grams whose combination is rare; TRUE where nothing is certain enough to look up."""
    if alternative.grams:
        return Sql("kezhou_grams(t.search_text) @> %s", (sorted(alternative.grams)[:MAX_GRAMS],))
    if alternative.any_grams:
        return Sql("kezhou_grams(t.search_text) && %s", (sorted(alternative.any_grams),))
    return TRUE


def _small_table(ctx: Ctx, entity: CompiledEntity, q: str) -> Sql:
    """Tables without a gram index (staff, departments: thousands of rows) are read through; elsewhere this looks once
    more at the fields that the actor may see, because the search text holds all of them."""
    text = f"%{escape_like(q.strip().lower())}%"
    titled = entity.title != "id" and field_rights(ctx, entity)[entity.title].view == "full"
    parts = [Sql(f"lower({spec.expression()}) LIKE %s", (text,)) for spec in seen_fields(ctx, entity)]
    if not entity.search_fields and titled:
        parts = [Sql(f"lower({entity.fields[entity.title].expression()}) LIKE %s", (text,))]
    if entity.has_sort_key and titled:
        parts.append(Sql("replace(t.sort_key, ' ', '') LIKE %s", (f"{escape_like(q.strip().lower())}%",)))
    return any_of(parts)


def _codes(ctx: Ctx, entity: CompiledEntity, q: str) -> Iterator[Sql]:
    text = q.strip().upper().replace(" ", "")
    if len(text) < MIN_CODE or not text.isascii() or not text.isalnum() or not any(c.isdigit() for c in text):
        return
    for spec in seen_fields(ctx, entity):
        if spec.type.key in ("credit_code", "auto_number"):
            column = spec.expression()
            yield Sql(f"{column} LIKE %s", (f"{text}%",))


def _reached_at(ctx: Ctx, entity: CompiledEntity, q: str) -> Iterator[Sql]:
    text = q.strip()
    value = text.lower() if "@" in text else None
    if value is None and sum(c.isdigit() for c in text) >= 7:
        phone = normalise_phone(text)
        value = phone.digits if phone else None
    rights = field_rights(ctx, entity)
    names = [n for n, s in entity.fields.items() if s.type.key in ("phone", "email") and rights[n].view != "hidden"]
    if value and names:
        count_masked(ctx, int(any(rights[name].view == "masked" for name in names)))
        ids = record_ids(entity, value, names)
        if ids:
            yield Sql("t.id = ANY(%s)", (ids,))


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
