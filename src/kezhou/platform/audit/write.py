"""Write audit rows in the transaction of the change: a few, or one per row of a set-based statement.

Both forms are one statement. The transaction number is asked for before the ids, which is what lets the sealer know
up to which id the log is complete (`jobs/sequence.py`). Both refuse an action that is not registered.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import connection

from kezhou.kernel.ctx import Ctx

from . import actions
from .entry import Entry

MAX_ENTRIES = 10_000
"""Above this a caller has a set-based statement and uses `write_from_select`."""

_COLUMNS = "id, at, actor_id, actor_name, actor_kind, request_id, ip, entity, record_id, action, changes, meta"
_ACTOR = "%s::timestamptz, %s::bigint, %s, %s, %s, %s::inet"

_NUMBERED = """
src AS MATERIALIZED (
  SELECT nextval('audit_entry_id_seq') AS id, s.*
    FROM (SELECT pg_current_xact_id() OFFSET 0) numbered, (SELECT * FROM ({rows}) rows OFFSET 0) s)"""

_PERSONAL = """,
salted AS MATERIALIZED (
  SELECT src.id AS entry_id, c.key AS field, uuid_send(gen_random_uuid()) AS salt,
         c.value -> 'from' AS old, c.value -> 'to' AS new
    FROM src, jsonb_each(src.changes) c WHERE c.key = ANY(src.personal)),
masked AS MATERIALIZED (
  SELECT entry_id, jsonb_object_agg(field, jsonb_build_object('personal',
           encode(audit_personal_digest(salt, field, old, new), 'hex'))) AS changes
    FROM salted GROUP BY entry_id),
kept AS (
  INSERT INTO audit_personal (entry_id, field, salt, old, new) SELECT entry_id, field, salt, old, new FROM salted)"""

# One JSON document: the driver would escape every text of an array of documents by itself.
_ROWS = """
SELECT entity, record_id, action, changes, meta, string_to_array(personal, ',') AS personal
  FROM ROWS FROM (json_to_recordset(%s::json)
         AS (entity text, record_id bigint, action text, changes jsonb, meta jsonb, personal text)) WITH ORDINALITY
    AS given (entity, record_id, action, changes, meta, personal, place) ORDER BY place"""


def write(ctx: Ctx, entries: Sequence[Entry]) -> list[int]:
    """Write these entries in the caller's transaction; their ids in the same order."""
    if not entries:
        return []
    if len(entries) > MAX_ENTRIES:
        raise ValueError(f"more than {MAX_ENTRIES} audit entries in one call: use write_from_select")
    for action in {entry.action for entry in entries}:
        actions.get(action)
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(_ROWS, has_personal=any(entry.personal for entry in entries)) + " RETURNING id",
            [_document(entries), *_who(ctx)],
        )
        return sorted(int(row[0]) for row in cursor.fetchall())


def write_from_select(
    ctx: Ctx,
    *,
    entity: str,
    action: str,
    select_sql: str,
    params: Sequence[Any] = (),
    meta: Mapping[str, Any] | None = None,
    personal: Sequence[str] = (),
    ctes: str = "",
) -> int:
    """One entry for each row of `select_sql`, which yields `(record_id bigint, changes jsonb)`; the number of rows.

    `changes` has the stored form `{field: {"from": …, "to": …}}`; fields named in `personal` are moved to the side
    table on the way. `ctes` may hold named statements for the select, such as `moved AS (UPDATE … RETURNING …)`; its
    parameters come first in `params`. All text comes from the caller's code, never from a request.
    """
    actions.get(action)
    rows = f"""SELECT %s::text AS entity, given.record_id, %s::text AS action, given.changes, %s::jsonb AS meta,
                      %s::text[] AS personal FROM ({select_sql}) given (record_id, changes)"""  # noqa: S608 — the caller's own code
    before = ctes.replace("%%", "").count("%s")
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(rows, has_personal=bool(personal), ctes=ctes),
            [
                *params[:before],
                entity,
                action,
                _json(meta or {}),
                list(personal),
                *params[before:],
                *_who(ctx),
            ],
        )
        return int(cursor.rowcount)


def _statement(rows: str, *, has_personal: bool, ctes: str = "") -> str:
    changes = "src.changes || coalesce(masked.changes, '{}'::jsonb)" if has_personal else "src.changes"
    join = "LEFT JOIN masked ON masked.entry_id = src.id" if has_personal else ""
    return f"""
WITH {ctes + "," if ctes else ""} {_NUMBERED.format(rows=rows)}{_PERSONAL if has_personal else ""}
INSERT INTO audit_entry ({_COLUMNS})
SELECT src.id, {_ACTOR}, src.entity, src.record_id, src.action, {changes}, src.meta FROM src {join}"""  # noqa: S608 — constants


def _who(ctx: Ctx) -> list[Any]:
    actor = ctx.actor
    return [ctx.clock.now(), actor.id, actor.name[:120], actor.kind, ctx.request_id[:64], ctx.ip]


def _document(entries: Sequence[Entry]) -> str:
    rows = [
        {
            "entity": entry.entity,
            "record_id": entry.record_id,
            "action": entry.action,
            "changes": {name: {"from": old, "to": new} for name, (old, new) in entry.changes.items()},
            "meta": dict(entry.meta),
            "personal": ",".join(entry.personal),
        }
        for entry in entries
    ]
    return orjson.dumps(rows).decode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
