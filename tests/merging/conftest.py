"""The company of the pool tests, with a manager who may merge, and helpers that compare whole tables."""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.checks import all_checks
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.duplicates import statistics
from kezhou.platform.merging import integrity
from kezhou.platform.org.models import User
from tests.contract.world import Api, World, forget
from tests.pools.conftest import Company

VOLATILE = ("version", "updated_at", "updated_by_id")
LOGS = frozenset(
    {"audit_entry", "audit_personal", "audit_history", "events_event", "pools_move", "notify_inbox"}
    | {"merging_merge", "merging_loser", "merging_move", "identity_ratecounter", "identity_apitoken"}
    | {"procrastinate_jobs", "procrastinate_events", "org_epoch"}
)
"""Tables that tell what happened; they grow with every act."""

EVERYTHING = dict.fromkeys(("view", "create", "update", "delete", "assign"), "all")


def tables() -> list[str]:
    rows = fetch_all("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    return [row[0] for row in rows if row[0] not in LOGS]


SAYING = {
    "today_activitysum": "calls + visits + follow_ups + effective + tasks + journals + new_customers <> 0",
}
"""Table → which of its rows say anything: a kept sum of nothing is no sum."""


def snapshot(without: Iterable[str] = VOLATILE) -> dict[str, set[str]]:
    """Table → its rows as JSON, without what every save changes."""
    left = "".join(f" - '{name}'" for name in without)
    return {
        table: {
            row[0]
            for row in fetch_all(f"SELECT (to_jsonb(t){left})::text FROM {table} t WHERE {SAYING.get(table, 'TRUE')}")
        }
        for table in tables()
    }


def difference(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, tuple[set[str], set[str]]]:
    """Table → (rows only before, rows only after)."""
    return {t: (before[t] - after[t], after[t] - before[t]) for t in before if before[t] != after[t]}


def findings() -> list[str]:
    """What `kezhou check` says of everything a merge touches."""
    assert integrity.no_row_names_a_loser in [check for _name, check in all_checks()]
    words = ("pools", "children", "merging", "owner's department")
    return [line for name, check in all_checks() if name.startswith(words) for line in check()]


class Office(Company):
    """The company of the pools, and Max, who may do everything to customers and contacts."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.people["max"] = self.world.person("max", self.world.head)
        full = {"customer": dict.fromkeys(("phone", "mobile", "email"), ("full", True))}
        self.world.give(self.people["max"], {"customer": EVERYTHING, "contact": EVERYTHING}, full)

    @property
    def max(self) -> Api:
        return self.api("max")

    def user(self, name: str) -> User:
        return self.people[name]

    def boss(self) -> Ctx:
        return self.ctx("max")

    def contact(self, name: str, customer: int, **values: Any) -> int:
        return self.world.make("contact", {"name": name, "customer": customer, **values}, self.people["ann"])


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    statistics._kept.clear()
    yield
    forget()
    statistics._kept.clear()


@pytest.fixture
def office(db: None) -> Office:
    return Office(World())


@pytest.fixture
def world(db: None) -> World:
    return World()
