"""What a night costs: status, health, tags and closeness, by rows a second. `python -m bench.nightly [customers]`

Works on the running instance of `KEZHOU_HOME`, whose customers it copies until there are so many, in one transaction
that is rolled back at the end. The first figure of each line is for a night in which everything changes, the second
for one in which nothing does.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

CUSTOMERS = 20_000


def main(wanted: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kezhou.config.settings")
    import django

    django.setup()
    from django.db import transaction

    from kezhou.kernel.clock import FixedClock, SystemClock
    from kezhou.kernel.ctx import Ctx
    from kezhou.modules.parties.health import refresh
    from kezhou.modules.parties.lifecycle import store
    from kezhou.modules.parties.lifecycle.rules import SUGGESTED
    from kezhou.modules.parties.tagrule import apply
    from kezhou.modules.parties.tagrule.model import TagRule
    from kezhou.modules.today import reckon
    from kezhou.platform.base.sql import execute, fetch_all

    now = SystemClock().now()
    ctx = Ctx.system("nightly", FixedClock(now))
    later = Ctx.system("nightly", FixedClock(now + timedelta(days=200)))
    with _undone(transaction.atomic):
        customers = _copy(execute, fetch_all, wanted)
        print("customers", customers)
        store.save(ctx, SUGGESTED, active=True, version=None)
        everybody = {"field": "name", "op": "not_empty"}
        TagRule.objects.all().delete()
        TagRule.objects.create(tag="夜间", condition=everybody, active=True)
        execute("UPDATE parties_customer SET confirmed_on = %s", (now.date(),))
        _twice("status", customers, lambda: store.recognise(ctx))
        _twice("tags", customers, lambda: apply.apply_rules(ctx))
        _twice("health", customers, lambda: refresh.refresh(later))
        execute("DELETE FROM today_closeness")
        follow_ups = fetch_all("SELECT count(*) FROM activities_followup")[0][0]
        print("follow_ups", follow_ups)
        _twice("closeness", follow_ups, lambda: reckon.reckon_all(ctx))


@contextmanager
def _undone(atomic: Callable[[], Any]) -> Iterator[None]:
    class Back(Exception):
        """Ends the transaction without a trace."""

    try:
        with atomic():
            yield
            raise Back
    except Back:
        pass


def _copy(execute: Callable[..., Any], fetch_all: Callable[..., Any], wanted: int) -> int:
    columns = [
        row[0]
        for row in fetch_all(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'parties_customer' "
            "AND column_name <> 'id' AND is_generated = 'NEVER' ORDER BY ordinal_position"
        )
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    there = fetch_all("SELECT count(*) FROM parties_customer")[0][0]
    execute(
        f"INSERT INTO parties_customer ({names}) SELECT {', '.join(f'c.{name}' for name in names.split(', '))} "
        "FROM parties_customer c CROSS JOIN generate_series(1, %s) ORDER BY c.id LIMIT %s",
        (wanted // max(there, 1) + 1, max(0, wanted - there)),
    )
    execute("ANALYZE parties_customer")
    return int(fetch_all("SELECT count(*) FROM parties_customer WHERE deleted_at IS NULL")[0][0])


def _twice(name: str, rows: int, work: Callable[[], Any]) -> None:
    took = []
    for _time in range(2):
        begun = time.perf_counter()
        answer = work()
        took.append((time.perf_counter() - begun, answer))
    words = " ".join(f"{seconds:.2f} s {rows / seconds:,.0f} rows/s ({answer})" for seconds, answer in took)
    print(name, words)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CUSTOMERS)
