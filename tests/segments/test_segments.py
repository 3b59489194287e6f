"""Segments: who may use one, what it holds for whom, what depends on it, and how large it was."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from kezhou.kernel.errors import BadRequest, NotFound
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.segments import api, jobs
from kezhou.modules.segments.segment import sizes
from kezhou.modules.segments.segment.model import Segment, SegmentSize
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.org.models import User
from kezhou.platform.pools import settings
from kezhou.platform.query.where import rule_sql
from kezhou.platform.records.models import SavedView
from tests.contract.world import Api, World, forget

LEVEL_A = {"field": "level", "op": "eq", "value": "a"}
LEVEL_B = {"field": "level", "op": "eq", "value": "b"}


def named(*ids: int) -> dict[str, Any]:
    return {"field": "$segment", "op": "in", "value": list(ids)}


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def world(db: None) -> World:
    return World()


class Desk:
    """Ann sees her own customers, her superior Max the whole department; both know 2 of level a and 1 of level b."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.max = world.person("max", world.east)
        self.ann = world.person("ann", world.east, self.max)
        world.give(self.max, {"customer": {"view": "dept_tree", "update": "dept_tree"}})
        world.give(self.ann, {"customer": {"view": "own", "create": "own", "update": "own"}})
        self.a = world.make("customer", {"name": "A of Ann", "level": "a"}, self.ann)
        self.b = world.make("customer", {"name": "B of Ann", "level": "b"}, self.ann)
        self.other = world.make("customer", {"name": "A of Max", "level": "a"}, self.max)

    def api(self, who: User) -> Api:
        return self.world.api(who)

    def segment(self, who: User, condition: Any = LEVEL_A, **words: Any) -> int:
        body = {"name": "key", "condition": condition, **words}
        response = self.api(who).post("segment", body)
        assert response.status_code == 201, response.content
        return int(response.json()["id"])


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_a_segment_holds_what_its_reader_may_see(desk: Desk) -> None:
    shared = desk.segment(desk.max, shared=True)

    assert set(desk.api(desk.max).ids("customer", filter=named(shared))) == {desk.a, desk.other}
    assert desk.api(desk.ann).ids("customer", filter=named(shared)) == [desk.a]
    assert desk.api(desk.ann).ids("customer", filter={"not": named(shared)}) == [desk.b]
    assert api.member_ids(ctx_for_user(desk.ann.id, desk.world.clock), shared) == [desk.a]
    assert api.count(ctx_for_user(desk.max.id, desk.world.clock), shared) == 2


def test_me_in_a_segment_is_whoever_asks(desk: Desk) -> None:
    mine = desk.segment(desk.max, {"field": "owner", "op": "eq", "value": "$me"}, shared=True)

    assert desk.api(desk.max).ids("customer", filter=named(mine)) == [desk.other]
    assert set(desk.api(desk.ann).ids("customer", filter=named(mine))) == {desk.a, desk.b}


def test_a_private_segment_is_not_there_for_others(desk: Desk) -> None:
    private = desk.segment(desk.max)

    ann = desk.api(desk.ann)
    assert ann.get(f"segment/{private}").status_code == 404
    assert ann.get("customer", filter=named(private)).status_code == 400
    assert ann.get("segment").json()["items"] == []
    assert ann.patch(f"segment/{private}", {"name": "taken over"}).status_code == 404
    assert ann.delete(f"segment/{private}").status_code == 404
    with pytest.raises(NotFound):
        api.members(ctx_for_user(desk.ann.id, desk.world.clock), private)
    assert Segment.objects.get(id=private).name == "key"


def test_a_shared_segment_is_changed_by_its_owner_and_administrators_only(desk: Desk) -> None:
    shared = desk.segment(desk.max, shared=True)

    assert desk.api(desk.ann).patch(f"segment/{shared}", {"condition": LEVEL_B}).status_code == 403
    assert Segment.objects.get(id=shared).condition == LEVEL_A
    keeper = desk.world.person("keeper")
    desk.world.give(keeper, {"customer": {"view": "all"}}, admin=["settings"])
    assert desk.api(keeper).patch(f"segment/{shared}", {"condition": LEVEL_B}).status_code == 200
    assert desk.api(desk.max).ids("customer", filter=named(shared)) == [desk.b]


def test_a_segment_over_a_field_that_the_reader_cannot_see_answers_nothing(desk: Desk) -> None:
    desk.world.give(desk.ann, {"customer": {"view": "own"}}, {"customer": {"level": ("hidden", False)}})
    blind = desk.world.person("blind", desk.world.east)
    desk.world.give(blind, {"customer": {"view": "all"}}, {"customer": {"level": ("hidden", False)}})
    shared = desk.segment(desk.max, shared=True)

    response = desk.api(blind).get("customer", filter=named(shared))
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "unknown_field"


def test_segments_in_segments_but_not_in_circles(desk: Desk) -> None:
    inner = desk.segment(desk.max, name="inner")
    outer = desk.segment(desk.max, {"or": [named(inner), LEVEL_B]}, name="outer")
    assert set(desk.api(desk.max).ids("customer", filter=named(outer))) == {desk.a, desk.b, desk.other}

    response = desk.api(desk.max).patch(f"segment/{inner}", {"condition": {"not": named(outer)}})
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "circle"
    assert Segment.objects.get(id=inner).condition == LEVEL_A


def test_wrong_words_are_refused_with_their_place(desk: Desk) -> None:
    ann = desk.api(desk.ann)
    for body, status, path in (
        ({"name": " ", "condition": LEVEL_A}, 422, "name"),
        ({"name": "x", "condition": {"field": "nothing", "op": "eq", "value": 1}}, 400, "filter.field"),
        ({"name": "x", "condition": {"and": 1}}, 400, "condition.and"),
        ({"name": "x", "condition": LEVEL_A, "more": 1}, 422, "more"),
        ({"name": "x", "condition": named(987654)}, 400, "filter.value"),
    ):
        response = ann.post("segment", body)
        assert (response.status_code, response.json()["errors"][0]["path"]) == (status, path)
    assert not Segment.objects.exists()
    desk.segment(desk.ann)
    assert ann.post("segment", {"name": "key", "condition": LEVEL_B}).status_code == 409


def test_sizes_are_counted_with_the_owners_rights_and_kept_by_day(desk: Desk) -> None:
    wide = desk.segment(desk.max, shared=True)
    assert desk.api(desk.max).get(f"segment/{wide}").json()["size"] == 2
    assert desk.api(desk.ann).get(f"segment/{wide}").json()["size"] is None

    desk.world.make("customer", {"name": "A new", "level": "a"}, desk.ann)
    desk.world.clock.moment += timedelta(days=1)
    assert sizes.refresh_all(desk.world.system) == 1
    assert [(d["on"], d["size"]) for d in desk.api(desk.max).get(f"segment/{wide}").json()["trend"]] == [
        ("2026-11-22", 2),
        ("2026-11-23", 3),
    ]
    desk.world.clock.moment += timedelta(days=sizes.KEPT_DAYS + 1)
    sizes.refresh_all(desk.world.system)
    assert list(SegmentSize.objects.values_list("on", "size")) == [(date(2026, 11, 23) + timedelta(days=401), 3)]


def test_a_segment_whose_owner_left_says_so_and_keeps_its_trend(desk: Desk) -> None:
    shared = desk.segment(desk.max, shared=True)
    User.objects.filter(id=desk.max.id).update(status="disabled")

    jobs.count_segments()
    row = Segment.objects.get(id=shared)
    assert (row.size, row.problem) == (None, "inactive_account")
    assert SegmentSize.objects.count() == 1


def test_preview_tells_who_joins_and_leaves(desk: Desk) -> None:
    kept = desk.segment(desk.max)
    body = {"id": kept, "condition": {"field": "owner", "op": "eq", "value": desk.ann.id}}

    answer = desk.api(desk.max).post("segment/preview", body).json()
    assert (answer["count"], answer["joining"], answer["leaving"]) == (2, 1, 1)
    assert {item["id"] for item in answer["items"]} == {desk.a, desk.b}
    assert Segment.objects.get(id=kept).condition == LEVEL_A
    assert desk.api(desk.ann).post("segment/preview", {"condition": LEVEL_A}).json()["count"] == 1


def test_whoever_uses_a_segment_is_named(desk: Desk) -> None:
    kept = desk.segment(desk.max, shared=True)
    desk.segment(desk.max, {"and": [named(kept), LEVEL_A]}, name="best", shared=True)
    view = {"name": "board", "shared": True, "filter": {"and": [named(kept)]}, "sort": "", "columns": []}
    assert desk.api(desk.max).post("customer/views", view).status_code == 201
    SavedView.objects.create(
        entity="customer", user=desk.ann, name="own", filter=named(kept), created_at="2026-11-22T00:00Z"
    )
    pool = settings.create(desk.world.system, {"entity": "customer", "name": "South", "members": []})
    rule = {"name": "quiet", "fact": "follow_up", "days": 3, "condition": named(kept)}
    settings.save_rule(desk.world.system, pool.id, rule)

    used = desk.api(desk.max).get(f"segment/{kept}/uses").json()["items"]
    assert sorted((u["kind"], u["name"]) for u in used) == [
        ("Recycle rule", "quiet"), ("Saved view", "board"), ("Segment", "best")
    ]  # fmt: skip


def test_a_rule_keeps_the_meaning_of_a_segment_that_was_put_away(desk: Desk) -> None:
    kept = desk.segment(desk.max, shared=True)
    assert desk.api(desk.max).delete(f"segment/{kept}").status_code == 204

    assert desk.api(desk.max).get("customer", filter=named(kept)).status_code == 400
    where = rule_sql(desk.world.system, desk.world.entity("customer"), named(kept))
    assert where.params == ("a",)
    with pytest.raises(BadRequest):
        rule_sql(desk.world.system, desk.world.entity("contact"), named(kept))
    acts = AuditEntry.objects.filter(entity="segment", record_id=kept).order_by("id").values_list("action", flat=True)
    assert list(acts) == ["create", "delete"]
    assert Customer.objects.count() == 3
