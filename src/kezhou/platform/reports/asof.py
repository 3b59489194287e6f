"""An entity as it stood at a past moment: tracked fields give the value that held then (architecture 9.7).

The statement joins one row `asof(moment)` to each record; a tracked field becomes an expression over the history, so
that groups, measures and conditions all speak of the same past. Who may see a row is judged by the row as it is now.
Values that were never tracked are taken as they are.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from kezhou.platform.base.sql import Sql
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.money import BASE_CURRENCY
from kezhou.platform.fields.spec import FieldSpec

from .periods import midnight

_KEY = "reports.as_of"
_CAST = {"link": "bigint", "user": "bigint", "department": "bigint", "choice": "text", "region": "text", "text": "text",
         "boolean": "boolean", "integer": "bigint", "decimal": "numeric", "percent": "numeric", "date": "date",
         "moment": "timestamptz", "money": "numeric"}  # fmt: skip
"""Types whose history can be read back; others stay as they are."""

_THEN = """CASE WHEN EXISTS (SELECT 1 FROM audit_history h WHERE h.entity = '{entity}' AND h.record_id = {{t}}.id
    AND h.field = '{field}') THEN (SELECT {value} FROM audit_history h
   WHERE h.entity = '{entity}' AND h.record_id = {{t}}.id AND h.field = '{field}'
   ORDER BY coalesce(h.valid_from <= asof.moment, TRUE) DESC,
            CASE WHEN h.valid_from <= asof.moment THEN h.valid_from END DESC NULLS LAST, h.valid_from, h.id DESC
   LIMIT 1) ELSE {now} END"""
"""The last value that began to hold by then; of a record that is older than what is known of it, the first one."""

# An amount in another currency is told by today's rate: rates of the past are not kept with it.
_MONEY = """CASE h.value ->> 'currency' WHEN '{base_currency}' THEN (h.value ->> 'amount')::numeric
      WHEN {{t}}."{currency}" THEN (h.value ->> 'amount')::numeric * {{t}}."{base}" / nullif({{t}}."{amount}", 0) END"""


def then(entity: CompiledEntity) -> CompiledEntity:
    """The entity whose tracked fields are read from history; made once per schema epoch."""
    known = entity.cache.get(_KEY)
    if known is None:
        fields = {name: _tracked(entity, spec) for name, spec in entity.fields.items()}
        known = entity.cache[_KEY] = replace(entity, fields=MappingProxyType(fields), cache={})
    found: CompiledEntity = known
    return found


def join(day: date) -> Sql:
    """The moment beside every row: the end of that day in the company's zone."""
    return Sql("CROSS JOIN (SELECT %s::timestamptz AS moment) asof", (midnight(day + timedelta(days=1)),))


def there(day: date) -> Sql:
    """The rows that were there at the end of that day, also those that were put into the trash since."""
    end = midnight(day + timedelta(days=1))
    return Sql("(t.created_at < %s AND (t.deleted_at IS NULL OR t.deleted_at >= %s))", (end, end))


def _tracked(entity: CompiledEntity, spec: FieldSpec) -> FieldSpec:
    cast = _CAST.get(spec.type.key)
    if not spec.track or spec.custom or spec.sql or cast is None:
        return spec
    value = f"nullif(h.value #>> '{{{{}}}}', '')::{cast}"
    now = spec.expression("{t}")
    if spec.type.key == "money":
        amount, currency, base = spec.columns
        now = f'{{t}}."{base}"'
        value = _MONEY.format(base_currency=BASE_CURRENCY, amount=amount, currency=currency, base=base)
    text = _THEN.format(entity=entity.key, field=spec.name, value=value, now=now)
    return replace(spec, sql=text, columns=())
