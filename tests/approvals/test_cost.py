"""What an approval step costs: as many statements for a document of three lines as for one of sixty, and few."""

from collections import Counter
from typing import Any

import pytest

from tests.approvals.conftest import step
from tests.approvals.desk import HEAD, Desk
from tests.perf.test_statements import sent

STEP = 33
"""Statements of one step of a flow that goes on to somebody else, the answer with the request in full included."""


def spent(desk: Desk, lines: int) -> list[str]:
    rows = [{"product": desk.pump, "name": f"水泵{at}", "quantity": "1", "unit_price": "100"} for at in range(lines)]
    order = desk.made("order", name="泵", customer=desk.customer, lines=rows)
    desk.act("order", order, "submit")
    (waiting,) = desk.chief.get("approval", box="todo").json()["items"]
    chief = desk.chief
    chief.get(f"approval/{waiting['id']}")
    with sent() as statements:
        answer = chief.post(f"approval/{waiting['id']}/approve", {"comment": "同意"})
    assert answer.status_code == 200, answer.content
    return [sql for sql, _params in statements]


def test_a_step_takes_few_statements_whatever_the_document(desk: Desk) -> None:
    boss = desk.world.person("chief2", desk.world.head)
    desk.publish("order", step("head", HEAD), step("second", {"type": "people", "users": [boss.id]}))

    few, many = spent(desk, 3), spent(desk, 60)

    assert len(many) == len(few), Counter(many) - Counter(few)
    assert len(few) <= STEP, "\n".join(few)


@pytest.mark.parametrize("verb", ["todo", "asked", "done", "copied"])
def test_a_box_takes_as_many_statements_for_many_requests(desk: Desk, verb: str) -> None:
    desk.publish("order", step("head", HEAD))
    api: Any = desk.chief if verb in ("todo", "done") else desk.api

    def count() -> int:
        api.get("approval", box=verb)
        with sent() as statements:
            assert api.get("approval", box=verb).status_code == 200
        return len(statements)

    def fill(requests: int) -> None:
        for _number in range(requests):
            order = desk.made("order", name="泵", customer=desk.customer, lines=desk.lines((desk.pump, "1", "1")))
            desk.act("order", order, "submit")
            if verb == "done":
                desk.decide("approve")

    fill(2)
    few = count()
    fill(4)
    assert count() == few
