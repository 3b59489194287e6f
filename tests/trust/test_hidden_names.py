"""C08: where a name is a hidden field, every page that tells of the record tells its number instead."""

import pytest

from .world import ACTIONS, World

pytestmark = pytest.mark.django_db
NAME, SHORT = "昆仑雪莲贸易有限公司", "玉门关"


def places(customer: int) -> list[str]:
    return [
        "home",
        "audit?entity=customer",
        "search?q=" + SHORT,
        f"graph?entity=customer&id={customer}",
        f"group-tree?customer={customer}",
        "key-accounts/waiting",
    ]


@pytest.mark.parametrize("view", ["hidden", "masked"])
def test_c08_a_name_that_is_not_shown_stands_on_no_page(world: World, view: str) -> None:
    role = world.role("seller", dict.fromkeys(ACTIONS, "all"), admin=["audit"])
    world.give("asker", role)
    customer = world.record("asker", "customer", name=NAME, short_name=SHORT, level="A")
    asker = world.caller("asker")
    before = {place: asker.get(place) for place in places(customer)}
    assert {place: answer.status_code for place, answer in before.items()} == dict.fromkeys(before, 200)
    assert [place for place, answer in before.items() if NAME not in answer.content.decode()] == []

    world.restrict(role, "customer", "name", view)

    told = {place: asker.get(place) for place in places(customer)}
    assert {place: answer.status_code for place, answer in told.items()} == dict.fromkeys(told, 200)
    assert [place for place, answer in told.items() if NAME in answer.content.decode()] == []
