"""Rows of losers → rows of the winner, place by place, one statement for any number of rows; and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.platform.base.sql import Sql, execute, fetch_all

from .models import Move
from .places import Place
from .uniques import colliding

MAX_ONE_BY_ONE = 1_000
"""Rows that are tried one by one after the database refused to move all at once."""

_MOVE = """
WITH pointing AS MATERIALIZED (
  SELECT t.id, {value} AS before FROM {table} t WHERE {where} ORDER BY t.id FOR UPDATE OF t),
planned AS MATERIALIZED (SELECT p.id, p.before, {after} AS after FROM pointing p),
moved AS (UPDATE {table} t SET {assign}{more} FROM planned p WHERE t.id = p.id RETURNING t.id)
INSERT INTO merging_move (merge_id, place, row_id, op, before, after)
SELECT %s, %s, p.id, CASE WHEN p.id = ANY(%s) THEN 'folded' ELSE 'moved' END, p.before, p.after
  FROM planned p JOIN moved USING (id)"""

_REMOVE = """
WITH gone AS (DELETE FROM {table} t WHERE t.id = ANY(%s) RETURNING t.id, to_jsonb(t) AS whole)
INSERT INTO merging_move (merge_id, place, row_id, op, before)
SELECT %s, %s, g.id, 'removed', g.whole FROM gone g"""

_FOLD = """
WITH folded AS (
  UPDATE {table} t SET deleted_at = %s{version} WHERE t.id = ANY(%s) AND t.deleted_at IS NULL
  RETURNING t.id, {value} AS value)
INSERT INTO merging_move (merge_id, place, row_id, op, before, after)
SELECT %s, %s, f.id, 'folded', f.value, f.value FROM folded f"""

_BACK = """
WITH kept AS MATERIALIZED (
  SELECT m.row_id, m.op, m.before, m.after FROM merging_move m
   WHERE m.merge_id = %s AND m.place = %s AND m.op IN ('moved', 'folded'))
UPDATE {table} t SET {assign}{more} FROM kept k
 WHERE t.id = k.row_id AND {value} = k.after AND (k.op = 'moved' OR {in_trash})
RETURNING t.id"""

_PUT_BACK = """
INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, m.before)).*
  FROM merging_move m WHERE m.merge_id = %s AND m.place = %s AND m.op = 'removed' ORDER BY m.row_id
ON CONFLICT DO NOTHING"""


def move(ctx: Ctx, merge_id: int, place: Place, winner: int, losers: Sequence[int]) -> int:
    """Let every row of the place name the winner, the trash included; how many rows were touched.

    A row that the winner has already is folded into that one: it goes to the trash, or, in a table without one, is
    removed and remembered. Rows of the merged records themselves stay as they are. Run in the merge's transaction.
    """
    double = colliding(place, winner, losers)
    gone = 0
    if double and not place.has_trash:
        gone = execute(_REMOVE.format(table=place.table), (sorted(double), merge_id, place.key))
        double = set()
    where = _where(place, winner, losers)
    try:
        with transaction.atomic():
            return gone + _moved(ctx, merge_id, place, winner, losers, where, double)
    except IntegrityError:
        return gone + _one_by_one(ctx, merge_id, place, winner, losers, where, double)


def _where(place: Place, winner: int, losers: Sequence[int]) -> Sql:
    points = place.points(losers)
    if place.entity is None or place.entity.key != place.target:
        return points
    return Sql(f"{points.text} AND t.id <> ALL(%s)", (*points.params, [winner, *losers]))


def _moved(
    ctx: Ctx, merge_id: int, place: Place, winner: int, losers: Sequence[int], where: Sql, double: set[int]
) -> int:
    after = place.replaced("p.before", losers, winner)
    more, params = _marks(ctx, place, double)
    statement = _MOVE.format(
        value=place.value(),
        table=place.table,
        where=where.text,
        after=after.text,
        assign=place.assign("p.after"),
        more=more,
    )
    return execute(statement, (*where.params, *after.params, *params, merge_id, place.key, sorted(double)))


def _marks(ctx: Ctx, place: Place, double: set[int]) -> tuple[str, list[Any]]:
    """What else changes on the rows: a new version, so that nobody saves an older state over it; the trash."""
    more, params = (", version = t.version + 1", []) if place.versioned else ("", [])
    if double:
        more += ", deleted_at = CASE WHEN t.id = ANY(%s) THEN %s ELSE t.deleted_at END"
        params += [sorted(double), ctx.clock.now()]
    return more, params


def _one_by_one(
    ctx: Ctx, merge_id: int, place: Place, winner: int, losers: Sequence[int], where: Sql, double: set[int]
) -> int:
    """A rule of the table that the catalogue does not tell — no relation to oneself, a unique expression — forbids some
    of the rows. Those are folded, the others moved.
    """
    statement = f"SELECT t.id FROM {place.table} t WHERE {where.text} ORDER BY t.id LIMIT %s"  # noqa: S608
    ids = [row[0] for row in fetch_all(statement, (*where.params, MAX_ONE_BY_ONE + 1))]
    if len(ids) > MAX_ONE_BY_ONE:
        message = _("Rows of “%(place)s” cannot belong to the merged record.") % {"place": place.label}
        raise Conflict(message, code="cannot_move", extra={"place": place.key})
    for id_ in ids:
        only = Sql(f"{where.text} AND t.id = %s", (*where.params, id_))
        try:
            with transaction.atomic():
                _moved(ctx, merge_id, place, winner, losers, only, double & {id_})
        except IntegrityError:
            fold(ctx, merge_id, place, [id_])
    return len(ids)


def fold(ctx: Ctx, merge_id: int, place: Place, ids: Sequence[int]) -> int:
    """Take rows out of sight that cannot name the winner; they keep naming the loser."""
    if not place.has_trash:
        return execute(_REMOVE.format(table=place.table), (list(ids), merge_id, place.key))
    version = ", version = t.version + 1" if place.versioned else ""
    statement = _FOLD.format(table=place.table, value=place.value(), version=version)
    return execute(statement, (ctx.clock.now(), list(ids), merge_id, place.key))


def back(merge_id: int, place: Place) -> tuple[list[int], int]:
    """Give the rows of a place back to their losers, unless they name something else by now.

    Returns the ids of those that went back and how many could not.
    """
    in_trash = "t.deleted_at IS NOT NULL" if place.has_trash else "FALSE"
    more = ", version = t.version + 1" if place.versioned else ""
    if place.has_trash:
        more += ", deleted_at = CASE WHEN k.op = 'folded' THEN NULL ELSE t.deleted_at END"
    statement = _BACK.format(
        table=place.table, assign=place.assign("k.before"), more=more, value=place.value(), in_trash=in_trash
    )
    ids = [row[0] for row in fetch_all(statement, (merge_id, place.key))]
    put_back = execute(_PUT_BACK.format(table=place.table), (merge_id, place.key))
    total = Move.objects.filter(merge_id=merge_id, place=place.key).count()
    return ids, total - len(ids) - put_back
