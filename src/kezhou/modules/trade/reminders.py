"""What documents remind of: contracts that end, quotes that run out, orders to be delivered."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import Sql
from kezhou.sdk.reminders import ReminderSource, reminder_source

ZONE = "Asia/Shanghai"
MORNING = "9 hours"


def _moment(day: str) -> str:
    """Nine in the morning of a day of the company."""
    return f"(({day})::timestamp + interval '{MORNING}') AT TIME ZONE '{ZONE}'"


ENDING = _moment("t.ends_on - t.remind_days")
RUNNING_OUT = _moment("t.valid_until - 3")
DELIVERING = _moment("t.deliver_by - 1")
_ROWS = "SELECT t.id AS record_id, t.owner_id AS user_id, {moment} AS moment FROM {table} t WHERE t.deleted_at IS NULL AND t.owner_id IS NOT NULL AND {open}"  # noqa: E501
SOURCES = (
    (
        "contract_ending",
        _("A contract ends"),
        "contract",
        "trade_contract",
        ENDING,
        "t.ends_on IS NOT NULL AND t.state IN ('signed', 'running')",
        ("ends_on",),
    ),
    (
        "quote_running_out",
        _("A quote runs out"),
        "quote",
        "trade_quote",
        RUNNING_OUT,
        "t.valid_until IS NOT NULL AND t.state = 'sent'",
        ("valid_until",),
    ),
    (
        "order_to_deliver",
        _("An order is to be delivered"),
        "order",
        "trade_order",
        DELIVERING,
        "t.deliver_by IS NOT NULL AND t.state IN ('open', 'part')",
        ("deliver_by",),
    ),
)


def register() -> None:
    """Called once at start-up."""
    for key, label, entity, table, moment, open_, needs in SOURCES:
        rows = _ROWS.format(moment=moment, table=table, open=open_)

        def due(ctx: Ctx, after: datetime, until: datetime, rows: str = rows, moment: str = moment) -> Sql:
            return Sql(f"{rows} AND {moment} > %s AND {moment} <= %s", (after, until))

        reminder_source(ReminderSource(key, label, entity, due, moment=moment, needs=needs))
