"""A record as it stood on a day: the fields that a rule's condition looks at, from tracked history where there is one.

“On a day” is at its beginning, when the nightly job looks: what changed during a day counts from the next one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.condition import fields, parse
from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import Sql, ident
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query.expand import expanded

from .due import ZONE
from .facts import exemptions
from .holds import TRACKED
from .models import PoolRule

SCALARS = frozenset({"text", "bigint", "integer", "numeric", "date", "timestamptz", "boolean"})
"""Types of columns whose value stands in the history as one text."""
UNCHANGING = frozenset({"id", "created_at", "created_by"})
OWNER = "owner"

AT = """
SELECT h.value FROM audit_history h
 WHERE h.entity = %s AND h.record_id = n.record_id AND h.field = %s
   AND (h.valid_from IS NULL OR h.valid_from <= {moment}) AND (h.valid_to IS NULL OR h.valid_to > {moment})
 ORDER BY h.valid_from DESC NULLS LAST, h.id DESC LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a rule looks at: `tracked` can be judged as of a day, `by_today` (name, label) only as it is now."""

    tracked: Sequence[FieldSpec]
    by_today: Sequence[tuple[str, str]]


def looked_at(ctx: Ctx, entity: CompiledEntity, rule: PoolRule) -> Looked:
    """The fields and exemptions that decide whom the rule is about."""
    names: dict[str, None] = {}
    for source in (rule.condition, rule.exceptions):
        if source:
            names |= dict.fromkeys(sorted(fields(expanded(ctx, entity, parse(source), restricted=False))))
    tracked: list[FieldSpec] = []
    by_today: list[tuple[str, str]] = []
    for name in names:
        spec = entity.fields.get(name)
        if spec is not None and _known(spec):
            tracked.append(spec)
        elif name != OWNER and name not in UNCHANGING:
            by_today.append((name, str(spec.label) if spec is not None else name))
    by_today += [(key, str(exemptions[key].label)) for key in rule.spared if key in exemptions]
    return Looked(tracked, by_today)


def row_at(entity: CompiledEntity, tracked: Sequence[FieldSpec], day: str) -> Sql:
    """A statement over `n` (`record_id`, `owner_id`): the record with what it held when the day `day` (SQL) began."""
    joins: list[str] = []
    params: list[Any] = []
    instead = {"owner_id": "n.owner_id"}
    for at, spec in enumerate(tracked):
        joins.append(f"LEFT JOIN LATERAL ({AT.format(moment=begin(day))}) h{at} ON TRUE")
        params += [entity.key, spec.name]
        column, sql_type = spec.columns[0], spec.type.columns[0].sql_type
        now = f"r.{ident(column)}"
        instead[column] = f"CASE WHEN h{at}.value IS NULL THEN {now} ELSE (h{at}.value #>> '{{}}')::{sql_type} END"
    columns = [str(column.column) for column in entity.model._meta.concrete_fields]
    shown = ", ".join(f"{instead.get(name, f'r.{ident(name)}')} AS {ident(name)}" for name in columns)
    text = f"SELECT {shown} FROM {entity.table} r {' '.join(joins)} WHERE r.id = n.record_id"  # noqa: S608
    return Sql(text, tuple(params))


def held_at(entity: CompiledEntity, day: str) -> Sql:
    """Whether a hold that stood when the day began kept the record of `n` on that day. A hold from before holds were
    tracked counts as if it had always stood."""
    text = f"""coalesce(
      (SELECT (was.value #>> '{{}}')::date >= {day} FROM ({AT.format(moment=begin(day))}) was),
      EXISTS (SELECT 1 FROM pools_poolhold p WHERE p.entity = %s AND p.record_id = n.record_id AND p.until >= {day}
                 AND NOT EXISTS (SELECT 1 FROM audit_history a WHERE a.entity = p.entity
                                    AND a.record_id = p.record_id AND a.field = %s)), FALSE)"""  # noqa: S608
    return Sql(text, (entity.key, TRACKED, entity.key, TRACKED))


def begin(day: str) -> str:
    """SQL of the moment at which a day of the company begins."""
    return f"({day}::timestamp AT TIME ZONE '{ZONE}')"


def _known(spec: FieldSpec) -> bool:
    columns = spec.type.columns
    return spec.track and len(spec.columns) == 1 and columns[0].sql_type in SCALARS and spec.name != OWNER
