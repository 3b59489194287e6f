"""What contacts remind of: their birthdays, in the morning of the day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql
from kezhou.sdk.reminders import ReminderSource, reminder_source

from . import birthdays

MORNING = time(8, 30)
"""In the company's zone."""
_CONTACTS = f"""
SELECT t.id AS record_id, t.owner_id AS user_id, k.moment
  FROM unnest(%s::int[], %s::timestamptz[]) AS k(key, moment)
  JOIN parties_contact t ON {birthdays.KEY_SQL.format(t="t")} = k.key
 WHERE t.birthday IS NOT NULL AND t.deleted_at IS NULL AND t.owner_id IS NOT NULL"""  # noqa: S608 — constants


def _due(ctx: Ctx, after: datetime, until: datetime) -> Sql:
    keys: list[int] = []
    moments: list[datetime] = []
    day = after.astimezone(COMPANY_ZONE).date()
    while (morning := datetime.combine(day, MORNING, COMPANY_ZONE).astimezone(UTC)) <= until:
        if morning > after:
            found = birthdays.keys_between(day, 1)
            keys += found
            moments += [morning] * len(found)
        day += timedelta(days=1)
    return Sql(_CONTACTS, (keys, moments))


def register() -> None:
    """Called once at start-up."""
    reminder_source(
        ReminderSource("birthday", _("Birthday"), "contact", _due, still="t.birthday IS NOT NULL", needs=("birthday",))
    )
