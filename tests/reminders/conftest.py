"""The sales team of the activities, with meetings and a clock that the tests move."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.pools import members
from kezhou.platform.reminders import run
from kezhou.platform.reminders.models import ReminderChoice
from tests.activities.conftest import OWN, Team
from tests.contract.world import World, forget


class Crew(Team):
    """People who are reminded."""

    def goto(self, moment: str) -> None:
        """Set the clock."""
        self.world.clock.moment = datetime.fromisoformat(moment)

    def run(self, moment: str) -> None:
        """Set the clock and let the minute pass."""
        self.goto(moment)
        run.run(self.world.system)

    def told(self, name: str) -> list[tuple[str, str]]:
        """(title, text) of a person's messages about reminders, oldest first."""
        rows = fetch_all(
            "SELECT title, text FROM notify_inbox WHERE user_id = %s AND kind IN ('reminder', 'digest', 'escalation') "
            "ORDER BY id",
            (self.people[name].id,),
        )
        return [(row[0], row[1]) for row in rows]

    def titles(self, name: str) -> list[str]:
        return [title for title, _text in self.told(name)]

    def choose(self, name: str, **values: Any) -> None:
        """Store a person's choice; without quiet hours unless they are named."""
        defaults = {"quiet_from": None, "quiet_to": None, **values}
        ReminderChoice.objects.update_or_create(user_id=self.people[name].id, defaults=defaults)


@pytest.fixture
def crew(db: None) -> Iterator[Crew]:
    forget()
    members.forget()
    crew = Crew(World())
    for name in ("ann", "bob", "eve"):
        crew.people[name].locale = "en"
        crew.people[name].save(update_fields=["locale"])
        crew.world.give(crew.people[name], {"meeting": OWN})
    crew.people["cai"].locale = "en"
    crew.people["cai"].save(update_fields=["locale"])
    crew.run("2026-11-22T08:00:00+00:00")
    yield crew
    forget()
    members.forget()
