"""Saved views: one's own and shared ones, and that nobody changes a colleague's."""

from __future__ import annotations

import pytest

from kezhou.platform.records.models import SavedView
from tests.contract.world import Api, World

pytestmark = pytest.mark.django_db
LOUD = {"field": "is_loud", "op": "eq", "value": True}


def colleague(world: World, name: str = "anna") -> Api:
    user = world.person(name)
    world.give(user, {"gadget": {"view": "all"}})
    return world.api(user)


def test_a_view_keeps_filter_order_and_columns_and_works_in_a_list(world: World) -> None:
    anna = colleague(world)
    loud = world.make("gadget", {"name": "drum", "is_loud": True}, anna.user)
    world.make("gadget", {"name": "feather", "is_loud": False}, anna.user)
    sent = {"name": "Loud ones", "filter": LOUD, "sort": "-weight", "columns": [{"name": "name", "width": 200}]}

    made = anna.post("gadget/views", sent)

    assert made.status_code == 201, made.content
    view = made.json()
    assert {word: view[word] for word in sent} == sent
    assert (view["mine"], view["shared"], view["is_default"]) == (True, False, False)
    assert anna.get("gadget/views").json()["items"] == [view]
    assert anna.ids("gadget", view=view["id"]) == [loud]


def test_only_shared_views_reach_others_and_only_the_owner_changes_them(world: World) -> None:
    anna, bert = colleague(world), colleague(world, "bert")
    private = anna.post("gadget/views", {"name": "Private"}).json()["id"]
    shared = anna.post("gadget/views", {"name": "Shared", "shared": True}).json()["id"]

    assert [v["id"] for v in bert.get("gadget/views").json()["items"]] == [shared]
    assert bert.get("gadget", view=private).status_code == 404
    assert bert.patch(f"views/{private}", {"name": "x"}).status_code == 404
    assert bert.delete(f"views/{private}").status_code == 404
    assert bert.patch(f"views/{shared}", {"name": "x"}).status_code == 403
    assert bert.delete(f"views/{shared}").status_code == 403
    assert sorted(SavedView.objects.values_list("name", flat=True)) == ["Private", "Shared"]


def test_change_and_remove(world: World) -> None:
    anna = colleague(world)
    view = anna.post("gadget/views", {"name": "A", "is_default": True}).json()["id"]
    other = anna.post("gadget/views", {"name": "B", "is_default": True}).json()["id"]

    assert SavedView.objects.get(id=view).is_default is False
    assert anna.patch(f"views/{view}", {"name": "C", "density": "compact"}).json()["name"] == "C"
    assert anna.patch(f"views/{view}", {"name": "B"}).status_code == 409
    assert anna.delete(f"views/{other}").status_code == 204
    assert [v["name"] for v in anna.get("gadget/views").json()["items"]] == ["C"]


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "a" * 61}, 422),
        ({"name": "a\x00"}, 422),
        ({"shared": "yes"}, 422),
        ({"density": "enormous"}, 422),
        ({"filter": {"field": "nonsense", "op": "eq", "value": 1}}, 400),
        ({"sort": "story"}, 400),
        ({"columns": [{"name": "nonsense"}]}, 400),
        ({"columns": [{"name": "name", "width": -1}]}, 422),
        ({"columns": [{"name": "name", "colour": 1}]}, 422),
        ({"columns": "name"}, 422),
        ({"user": 1}, 400),
    ],
)
def test_what_no_list_could_run_is_refused(world: World, values: dict[str, object], status: int) -> None:
    answer = colleague(world).post("gadget/views", {"name": "A", **values})
    assert answer.status_code == status, answer.content
    assert not SavedView.objects.exists()


def test_a_view_cannot_look_through_a_hidden_field(world: World) -> None:
    user = world.person("carl")
    world.give(user, {"gadget": {"view": "all"}}, {"gadget": {"weight": ("hidden", False)}})
    api = world.api(user)
    weight = {"field": "weight", "op": "gt", "value": 1}
    assert api.post("gadget/views", {"name": "A", "filter": weight}).status_code == 400
    theirs = world.admin.post("gadget/views", {"name": "A", "shared": True, "filter": weight}).json()["id"]
    assert api.get("gadget", view=theirs).status_code == 400


def test_who_may_not_see_the_entity_has_no_views_of_it(world: World) -> None:
    api = world.api(world.person("nobody"))
    assert api.get("gadget/views").status_code == 403
    assert api.post("gadget/views", {"name": "A"}).status_code == 403
    assert api.get("nonsense/views").status_code == 404
