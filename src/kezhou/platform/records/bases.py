"""What amounts in other currencies come to in the base currency: by the rate of the day that a record is about,
reckoned for all rows of a save in one statement, and again by a job when rates change.

The day is the date that the entity names (`Entity.rate_day`), of a line that of its document, else the day on which the
record was made, in the company's zone. A base amount is a figure behind the amount, which people do not see: reckoning
it anew makes no new version of the record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, execute, fetch_all, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.money import BASE_CURRENCY, base_sql
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.jobs import limits

from .draft import Draft

CHUNK = 5_000
Progress = Callable[[int], None]


def after_save(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """The rows were written; those with an amount in another currency that is new, or about another day, get its base
    amount. Saves in the base currency cost nothing."""
    if not _money(entity):
        return
    ids = [draft.id for draft in drafts if _touched(entity, draft)]
    if ids:
        _reckon(ctx, entity, Sql("s.id = ANY(%s)", (ids,)))


def of_lines(ctx: Ctx, line: CompiledEntity, link: str, documents: Sequence[int]) -> None:
    """The lines of documents that are about another day now."""
    if documents and _money(line):
        _reckon(ctx, line, Sql(f"s.{ident(line.fields[link].column)} = ANY(%s)", (list(documents),)))


def moved(entity: CompiledEntity, draft: Draft) -> bool:
    """Whether a save gives a stored record another day."""
    day = entity.definition.rate_day
    return bool(day) and draft.before is not None and draft.values.get(day) != draft.before.get(day)


def refresh(ctx: Ctx, entity: CompiledEntity, currency: str = "", told: Progress | None = None) -> int:
    """Reckon the base amounts of all rows anew, those in the trash too, of one currency or of all; how many changed.

    In chunks, each a transaction of its own; a run that was stopped is simply started again. Rows that somebody holds
    at the moment are passed over: their save reckons them itself, and the nightly run looks at all of them.
    """
    money = _money(entity)
    if not money:
        return 0
    foreign = " OR ".join(_is_foreign(spec, bool(currency)) for spec in money)
    params = [currency] * len(money) if currency else []
    day, join = _day(ctx, entity)
    differs = " OR ".join(f"s.{ident(name)} IS DISTINCT FROM {text}" for name, text in _assigned(entity, day))
    total = after = 0
    while True:
        limits.check()
        with transaction.atomic():
            statement = (
                f"SELECT s.id FROM {entity.table} s {join} WHERE s.id > %s AND ({foreign}) AND ({differs}) "  # noqa: S608
                "ORDER BY s.id LIMIT %s FOR UPDATE OF s SKIP LOCKED"
            )
            ids = [row[0] for row in fetch_all(statement, (after, *params, CHUNK))]
            if not ids:
                return total
            total += _reckon(ctx, entity, Sql("s.id = ANY(%s)", (ids,)))
        after = ids[-1]
        if told is not None:
            told(total)


# -- steps ----------------------------------------------------------------------------------------------------------


def _money(entity: CompiledEntity) -> Sequence[FieldSpec]:
    """The amounts of an entity, those of custom fields too."""
    found: Sequence[FieldSpec] | None = entity.cache.get("money")
    if found is None:
        found = tuple(
            spec for spec in entity.fields.values() if spec.type.key == "money" and (spec.custom or spec.columns)
        )
        entity.cache["money"] = found
    return found


def _touched(entity: CompiledEntity, draft: Draft) -> bool:
    amounts = [spec for spec in _money(entity) if _foreign(draft.values.get(spec.name))]
    if draft.id is None or not amounts:
        return False
    if draft.before is None or moved(entity, draft):
        return True
    changed = set(draft.changed())
    # The document of custom fields is written as a whole.
    return any(spec.name in changed for spec in amounts) or any(entity.fields[name].custom for name in changed)


def _foreign(value: Any) -> bool:
    return value is not None and value.currency != BASE_CURRENCY


def _reckon(ctx: Ctx, entity: CompiledEntity, where: Sql) -> int:
    """`where` is over alias `s`; how many rows have another base amount now."""
    day, join = _day(ctx, entity)
    columns = [(ident(name), text) for name, text in _assigned(entity, day)]
    values = ", ".join(f"{text} AS v{at}" for at, (_name, text) in enumerate(columns))
    setters = ", ".join(f"{name} = v.v{at}" for at, (name, _text) in enumerate(columns))
    differs = " OR ".join(f"t.{name} IS DISTINCT FROM v.v{at}" for at, (name, _text) in enumerate(columns))
    statement = (
        f"WITH v AS (SELECT s.id, {values} FROM {entity.table} s {join} WHERE {where.text}) "  # noqa: S608 — compiled
        f"UPDATE {entity.table} t SET {setters} FROM v WHERE t.id = v.id AND ({differs})"
    )
    return execute(statement, where.params)


def _day(ctx: Ctx, entity: CompiledEntity) -> tuple[str, str]:
    """SQL of the day of row `s`, and the join that it takes."""
    scope = entity.definition.scope
    if not scope.line or scope.parent is None:
        return _own_day(entity, "s"), ""
    link = entity.fields[scope.parent]
    document = registry.entity(ctx, link.link or "")
    return _own_day(document, "d"), f"JOIN {document.table} d ON d.id = s.{ident(link.column)}"


def _own_day(entity: CompiledEntity, alias: str) -> str:
    made = _company_day(f"{alias}.created_at")
    name = entity.definition.rate_day
    if not name:
        return made
    spec = entity.fields[name]
    column = f"{alias}.{ident(spec.column)}"
    return f"coalesce({_company_day(column) if spec.type.key == 'moment' else column}, {made})"


def _company_day(moment: str) -> str:
    return f"({moment} AT TIME ZONE '{COMPANY_ZONE.key}')::date"


def _assigned(entity: CompiledEntity, day: str) -> list[tuple[str, str]]:
    """(column, SQL of its value over row `s`) of all amounts."""
    found: list[tuple[str, str]] = []
    document = "s.custom"
    for spec in _money(entity):
        amount, currency = _parts(spec)
        base = base_sql(amount, currency, day)
        if not spec.custom:
            found.append((spec.columns[2], base))
            continue
        kept = f"coalesce(to_jsonb(({base})::text), 'null'::jsonb)"
        document = (
            f"CASE WHEN {amount} IS NULL THEN {document} "
            f"ELSE jsonb_set({document}, ARRAY['{spec.name}', 'base'], {kept}) END"
        )
    return [*found, ("custom", document)] if document != "s.custom" else found


def _is_foreign(spec: FieldSpec, one: bool) -> str:
    _amount, currency = _parts(spec)
    return f"{currency} = %s" if one else f"{currency} NOT IN ('', '{BASE_CURRENCY}')"


def _parts(spec: FieldSpec) -> tuple[str, str]:
    """SQL of amount and currency over row `s`."""
    if not spec.custom:
        return f"s.{ident(spec.columns[0])}", f"s.{ident(spec.columns[1])}"
    if "'" in spec.name or "%" in spec.name:
        raise ValueError(f"not a field name: {spec.name!r}")
    value = f"(s.custom -> '{spec.name}')"
    return f"({value} ->> 'amount')::numeric", f"({value} ->> 'currency')"
