"""Whose work logs a person looks after: those below who have written, who has not, and one reminder for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.notify import notify
from kezhou.sdk.org import is_working_day
from kezhou.sdk.query import Sql, all_of, entity, execute, fetch_all, people_reached, people_table, titles, who_may

MAX_PEOPLE = 500
"""People of one list of missing logs; more only say that nobody writes."""

_WRITTEN = """EXISTS (SELECT 1 FROM journals_journal j WHERE j.owner_id = p.id AND j.kind = %s AND j."on" = %s
  AND j.state = 'submitted' AND j.deleted_at IS NULL)"""


def expected(kind: str, first: date) -> bool:
    """Whether anybody owes a log for the period: nobody does for a day that is not worked."""
    return kind != "day" or is_working_day(first)


def overview(ctx: Ctx, kind: str, first: date) -> dict[str, Any]:
    """Of the actor's people: how many should write for the period, how many did, and who did not."""
    reached = _reached(ctx)
    source = people_table(entity(ctx, "journal"))
    counted = fetch_all(
        f"SELECT count(*), count(*) FILTER (WHERE {_WRITTEN}) FROM {source} p WHERE {reached.text}",  # noqa: S608
        (kind, first, *reached.params),
    )
    total, written = counted[0]
    owed = expected(kind, first)
    rows = _missing(ctx, kind, first) if owed and written < total else []
    departments = titles(ctx, "department", {row[2] for row in rows if row[2]}) if rows else {}
    return {
        "kind": kind,
        "on": first,
        "expected": owed,
        "total": total,
        "written": written,
        "people": [
            {
                "id": row[0],
                "title": row[1],
                "department": {"id": row[2], "title": departments.get(row[2])} if row[2] else None,
                "draft": row[3],
                "reminded_at": row[4],
            }
            for row in rows
        ],
    }


def remind(ctx: Ctx, kind: str, first: date, last: date, only: Sequence[int] | None = None) -> Mapping[str, int]:
    """Remind those of the actor's people who have not written; each once per period, whoever asks and how often."""
    rows = _missing(ctx, kind, first) if expected(kind, first) else []
    wanted = sorted(row[0] for row in rows if only is None or row[0] in only)
    new = _remember(ctx, kind, first, wanted)
    if new:
        notify(
            ctx,
            new,
            "journal_missing",
            _("Please write your work log of %(from)s to %(to)s")
            if first != last
            else _("Please write your work log of %(from)s"),
            params={"from": first.isoformat(), "to": last.isoformat()},
            entity="journal",
        )
    return {"reminded": len(new), "already": len(wanted) - len(new)}


def _remember(ctx: Ctx, kind: str, first: date, people: Sequence[int]) -> list[int]:
    """Those who had not been reminded yet; two superiors at once share them out between them."""
    rows = fetch_all(
        """INSERT INTO journals_journalreminder (user_id, kind, "on", by_id, at)
           SELECT p, %s, %s, %s, %s FROM unnest(%s::bigint[]) p ON CONFLICT DO NOTHING RETURNING user_id""",
        (kind, first, ctx.actor.id, ctx.clock.now(), list(people)),
    )
    return [row[0] for row in rows]


def _missing(ctx: Ctx, kind: str, first: date) -> list[Any]:
    """(id, name, department, has a draft, reminded at) of those who have not written, by name."""
    reached = _reached(ctx)
    source = people_table(entity(ctx, "journal"))
    statement = f"""
      SELECT p.id, p.name, p.department_id,
             EXISTS (SELECT 1 FROM journals_journal d WHERE d.owner_id = p.id AND d.kind = %s AND d."on" = %s
                       AND d.deleted_at IS NULL), r.at
        FROM {source} p LEFT JOIN journals_journalreminder r ON r.user_id = p.id AND r.kind = %s AND r."on" = %s
       WHERE {reached.text} AND NOT {_WRITTEN} ORDER BY p.sort_key, p.id LIMIT %s"""  # noqa: S608
    return fetch_all(statement, (kind, first, kind, first, *reached.params, kind, first, MAX_PEOPLE))


def _reached(ctx: Ctx) -> Sql:
    """The people whose logs the actor reads, without the actor; only those who write logs at all."""
    mine = people_reached(ctx, entity(ctx, "journal"))
    return all_of([mine, Sql("p.id <> %s", (ctx.actor.id or 0,)), who_may("journal", "create")])


def read_by(ctx: Ctx, journal_id: int) -> list[dict[str, Any]]:
    """Who opened the log and when. Whoever may see the log may see this; the caller has made sure."""
    rows = fetch_all(
        "SELECT r.user_id, u.name, r.at FROM journals_journalread r JOIN org_user u ON u.id = r.user_id "
        "WHERE r.journal_id = %s ORDER BY r.at, r.id LIMIT %s",
        (journal_id, MAX_PEOPLE),
    )
    return [{"user": {"id": row[0], "title": row[1]}, "at": row[2]} for row in rows]


def mark_read(ctx: Ctx, journal_id: int) -> None:
    """Remember the first time that this person opened the log."""
    execute(
        "INSERT INTO journals_journalread (journal_id, user_id, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (journal_id, ctx.actor.id, ctx.clock.now()),
    )
