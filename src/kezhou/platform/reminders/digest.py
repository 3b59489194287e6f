"""The digest: once a day, at each person's own hour, what the rest of the day brings and what has waited for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all

from .claim import claim, working_days
from .models import ReminderChoice
from .preferences import Choice, choices
from .seeing import Line
from .sources import Due, as_sql, sources
from .tell import tell_digest

CHUNK = 100
MAX_CHUNKS = 500
MAX_ROWS = 2_000
"""Things of one kind that the digests of one chunk of people hold."""

# The hour of a person comes at the same moment of the day whatever the company's zone is; what is selected here is
# locked, so that two workers never write the same digest.
_DUE = """
SELECT c.user_id FROM reminders_choice c JOIN org_user u ON u.id = c.user_id
  CROSS JOIN LATERAL (SELECT coalesce(
    (SELECT n.name FROM pg_timezone_names n WHERE n.name = u.tz), 'Asia/Shanghai') AS name) z
 WHERE u.status = 'active' AND u.deleted_at IS NULL
   AND EXISTS (SELECT 1 FROM jsonb_each_text(c.ways) w WHERE w.value = 'digest')
   AND (%s::timestamptz AT TIME ZONE z.name)::time >= c.digest_at
   AND (c.digested_on IS NULL OR c.digested_on < (%s::timestamptz AT TIME ZONE z.name)::date)
   AND c.user_id > %s
 ORDER BY c.user_id LIMIT %s FOR UPDATE OF c SKIP LOCKED"""
_WAITED = """
UPDATE reminders_sent SET told_at = %s
 WHERE told_at IS NULL AND way = 'digest' AND deliver_at <= %s AND user_id = ANY(%s)
RETURNING id, kind, record_id, user_id, moment"""


def run(ctx: Ctx) -> None:
    """The digests whose hour has come, in chunks; after a pause they come later the same day."""
    last = 0
    for _round in range(MAX_CHUNKS):
        with transaction.atomic():
            people = _people(ctx, last)
            if people:
                _write(ctx, people)
                last = people[-1]
        if len(people) < CHUNK:
            return


def _people(ctx: Ctx, after: int) -> list[int]:
    now = ctx.clock.now()
    return [row[0] for row in fetch_all(_DUE, (now, now, after, CHUNK))]


def _write(ctx: Ctx, people: Sequence[int]) -> None:
    now, days = ctx.clock.now(), working_days(ctx)
    known = choices(people)
    reached = {
        user: choice
        for user, choice in known.items()
        if not choice.working_days_only or days.works(now.astimezone(choice.zone).date())
    }
    waited = [Line(*row) for row in fetch_all(_WAITED, (now, now, list(reached)))]
    lines = [*sorted(waited, key=lambda line: (line.moment, line.id))]
    for zone, users in _by_zone(reached).items():
        end = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone).astimezone(UTC)
        lines += _rest_of_day(ctx, users, now, end)
    for zone, users in _by_zone(known).items():
        ReminderChoice.objects.filter(user_id__in=users).update(digested_on=now.astimezone(zone).date())
    if lines:
        tell_digest(ctx, lines)


def _rest_of_day(ctx: Ctx, users: Mapping[int, Choice], now: datetime, end: datetime) -> list[Line]:
    lines: list[Line] = []
    for source in sources.values():
        wanting = [user for user, choice in users.items() if choice.way(source.kind) == "digest"]
        if not wanting:
            continue
        found = as_sql(source.due(ctx, now, end - timedelta(microseconds=1)))
        statement = (
            f"SELECT d.record_id, d.user_id, d.moment FROM ({found.text}) d "  # noqa: S608 — a registered source
            "WHERE d.user_id = ANY(%s) ORDER BY d.moment, d.record_id LIMIT %s"
        )
        rows: list[Due] = [(row[0], row[1], row[2]) for row in fetch_all(statement, (*found.params, wanting, MAX_ROWS))]
        lines += claim(ctx, source.kind, source.entity, rows, users, digest_now=True)
    return sorted(lines, key=lambda line: (line.moment, line.id))


def _by_zone(known: Mapping[int, Choice]) -> dict[ZoneInfo, dict[int, Choice]]:
    zones: dict[ZoneInfo, dict[int, Choice]] = defaultdict(dict)
    for user, choice in known.items():
        zones[choice.zone][user] = choice
    return zones
