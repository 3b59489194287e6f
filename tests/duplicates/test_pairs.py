"""The scan over what exists, the queue and people's verdicts (S105)."""

from collections.abc import Callable

import pytest
from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from kezhou.kernel.matching.defaults import DEFAULT_WEIGHTS
from kezhou.platform.access import grants as access_grants
from kezhou.platform.access.models import RoleField, UserRole
from kezhou.platform.duplicates import history, index, pairs, rules, scan, statistics, weights
from kezhou.platform.duplicates.models import DuplicatePair, DuplicateRule, Key, Watched, Weight
from kezhou.platform.duplicates.watch import watched
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.records.draft import Draft
from tests.exchange.conftest import World
from tests.exchange.test_api import client, post

Make = Callable[..., Draft]
NAMES = (
    "深圳市华为技术有限公司",
    "珠海格力电器有限公司",
    "深圳市华伪技术有限公司",
    "北京西尔康电梯有限公司",
    "格力电器（珠海）公司",
)


def scan_all(entity: CompiledEntity) -> list[tuple[int, int]]:
    """Runs the scan to its end; (records, pairs) of every chunk."""
    row = watched(entity)
    statistics.recount(Ctx.system("test"), entity, row)
    row.scanned_to = 0
    row.save()
    work = scan.begin(entity, row, statistics.Usual(row), weights.current())
    chunks = []
    while (chunk := scan.chunk(Ctx.system("test"), work))[0]:
        chunks.append(chunk)
    return chunks


@pytest.fixture
def ids(world: World, make: Make) -> list[int]:
    """Five customers: 0 and 2 are one, 1 and 4 are one, 3 stands alone."""
    return [int(make(world.ctx(world.head), name).id or 0) for name in NAMES]


def queue(world: World, customers: CompiledEntity, state: str = "open") -> list[tuple[int, int]]:
    rows = pairs.listed(world.ctx(world.head), customers, state, 50)
    return sorted((row["a"]["id"], row["b"]["id"]) for row in rows)


def test_the_scan_queues_the_pairs_and_says_why(world: World, customers: CompiledEntity, ids: list[int]) -> None:
    scan_all(customers)
    assert queue(world, customers) == [(ids[0], ids[2]), (ids[1], ids[4])]
    row = next(r for r in pairs.listed(world.ctx(world.head), customers, "open", 50) if r["a"]["id"] == ids[0])
    assert [(reason["field"], reason["code"]) for reason in row["reasons"]] == [("name", "sound")]


def test_a_pair_says_nothing_of_a_field_that_is_hidden_from_the_reader(
    world: World, customers: CompiledEntity, make: Make
) -> None:
    for name in (NAMES[0], NAMES[2]):
        make(world.ctx(world.head), name, email="office@haiyun.cn")
    scan_all(customers)

    def fields() -> set[str]:
        (row,) = pairs.listed(world.ctx(world.head), customers, "open", 50)
        return {reason["field"] for reason in row["reasons"]}

    assert fields() == {"name", "email", "website"}
    role = UserRole.objects.get(user=world.head).role
    RoleField.objects.create(role=role, entity="customer", field="email", view="hidden", edit=False)
    bump_access([world.head.id])
    access_grants.forget()
    assert fields() == {"name"}  # a domain may be that of an address


def test_the_scan_goes_on_at_its_bookmark(
    world: World, customers: CompiledEntity, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "CHUNK", 2)
    assert [records for records, _pairs in scan_all(customers)] == [2, 2, 1]
    assert DuplicatePair.objects.count() == 2
    DuplicatePair.objects.all().delete()
    row = watched(customers)
    row.scanned_to = ids[0]
    row.save()
    work = scan.begin(customers, row, statistics.Usual(row), weights.current())
    while scan.chunk(Ctx.system("test"), work)[0]:
        pass
    assert queue(world, customers) == [(ids[1], ids[4])]


def test_what_was_judged_different_never_comes_back(
    world: World, customers: CompiledEntity, ids: list[int], make: Make
) -> None:
    ctx = world.ctx(world.head)
    scan_all(customers)
    pair = DuplicatePair.objects.get(a=ids[0])
    pairs.decide(ctx, pair.id, "different", "两家公司，已电话核实")
    assert queue(world, customers) == [(ids[1], ids[4])]
    scan_all(customers)
    assert queue(world, customers) == [(ids[1], ids[4])]
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by_id, pair.reason) == ("different", world.head.id, "两家公司，已电话核实")


def test_a_verdict_needs_a_reason_sight_of_both_and_the_right(
    world: World, customers: CompiledEntity, ids: list[int]
) -> None:
    scan_all(customers)
    pair = DuplicatePair.objects.get(a=ids[0])
    with pytest.raises(Invalid):
        pairs.decide(world.ctx(world.head), pair.id, "same", "  ")
    with pytest.raises(NotFound):
        pairs.decide(world.ctx(world.seller), pair.id, "same", "x")
    with pytest.raises(Forbidden):
        pairs.decide(world.ctx(world.reader), pair.id, "same", "x")
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == ("open", "")
    assert pairs.listed(world.ctx(world.seller), customers, "open", 50) == []
    pairs.decide(world.ctx(world.head), pair.id, "same", "同一家")
    with pytest.raises(Conflict):
        pairs.decide(world.ctx(world.head), pair.id, "different", "x")


def test_verdicts_are_called_out_to_who_merges(
    world: World, customers: CompiledEntity, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, str]] = []
    monkeypatch.setattr(pairs, "decided", [lambda ctx, pair: heard.append((pair.id, pair.state))])
    scan_all(customers)
    pair = DuplicatePair.objects.get(a=ids[1])
    pairs.decide(world.ctx(world.head), pair.id, "same", "同一家")
    assert heard == [(pair.id, "same")]


def test_the_backfill_makes_the_same_keys_and_goes_on(
    world: World, customers: CompiledEntity, ids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = set(Key.objects.values_list("entity", "key", "record_id"))
    row = watched(customers)
    index.forget(row)
    assert not Key.objects.filter(entity=row.id).exists()
    monkeypatch.setattr(index, "CHUNK", 2)
    counts = []
    while True:
        with transaction.atomic():
            done = index.key_chunk(customers, Watched.objects.get(id=row.id))
        if not done:
            break
        counts.append(done)
    assert counts == [2, 2, 1]
    assert set(Key.objects.values_list("entity", "key", "record_id")) == kept


def test_weights_can_be_set_and_taken_back(world: World) -> None:
    ctx = world.ctx(world.head)
    weights.put(ctx, {"mobile.same": 9, "threshold.certain": 6.5})
    assert (weights.current()["mobile.same"], weights.current()["threshold.certain"]) == (9.0, 6.5)
    weights.put(ctx, {"mobile.same": None})
    assert weights.current()["mobile.same"] == DEFAULT_WEIGHTS["mobile.same"]
    for wrong in ({"nothing": 1}, {"mobile.same": "9"}, {"mobile.same": 31}, {"threshold.likely": 20}, {"info": True}):
        with pytest.raises(Invalid):
            weights.put(ctx, wrong)
    assert Weight.objects.count() == 1


def test_weights_learn_from_verdicts_and_leave_set_ones_alone(world: World, customers: CompiledEntity) -> None:
    now = world.ctx(world.head).clock.now()
    for at in range(80):
        same = at % 2 == 0
        features = {"landline.same": 1.0} if not same else {"mobile.same": 1.0, "email.same": 1.0}
        DuplicatePair.objects.create(
            entity="customer", a=at + 1, b=1_000, log_odds=0, verdict="likely", features=features, found_at=now,
            state="same" if same else "different", decided_at=now,
        )  # fmt: skip
    ctx = world.ctx(world.head)
    weights.put(ctx, {"email.same": 8.0})
    result = weights.relearn(ctx)
    assert (result["same"], result["different"]) == (40, 40)
    learned = weights.current()
    assert learned["landline.same"] < DEFAULT_WEIGHTS["landline.same"] - 1
    assert learned["email.same"] == 8.0
    assert learned["name.bias"] == DEFAULT_WEIGHTS["name.bias"]


def test_rules_are_checked_and_administered(world: World, customers: CompiledEntity) -> None:
    ctx = world.ctx(world.head)
    for wrong in (
        {"rules": [{"moment": "later", "level": "likely", "action": "warn"}]},
        {"rules": "x"},
        {"tell_owner": "yes"},
        {"tell_name": True},
    ):
        with pytest.raises(Invalid):
            rules.put(ctx, customers, wrong)
    assert DuplicateRule.objects.count() == 0
    for path in ("duplicates/rules?entity=customer", "duplicates/weights"):
        assert client(world.head).get(f"/api/v1/{path}").status_code == 403
    assert post(client(world.head), "duplicates/scan", {"entity": "customer"}).status_code == 403


def test_the_queue_over_http(world: World, customers: CompiledEntity, ids: list[int]) -> None:
    scan_all(customers)
    door = client(world.head)
    page = door.get("/api/v1/duplicates/pairs?entity=customer&limit=1").json()
    rest = door.get(f"/api/v1/duplicates/pairs?entity=customer&limit=1&cursor={page['next']}").json()
    assert {page["items"][0]["a"]["id"], rest["items"][0]["a"]["id"]} == {ids[0], ids[1]}
    assert rest["next"] is None
    decided = post(door, f"duplicates/pairs/{page['items'][0]['id']}", {"state": "same", "reason": "同一家"})
    assert (decided.status_code, decided.json()["state"]) == (200, "same")
    assert len(door.get("/api/v1/duplicates/pairs?entity=customer").json()["items"]) == 1
    assert door.get("/api/v1/duplicates/pairs?entity=customer&state=maybe").status_code == 400


def test_the_queue_is_narrowed_to_a_strength_or_a_record(
    world: World, customers: CompiledEntity, ids: list[int]
) -> None:
    scan_all(customers)
    door = client(world.head)

    def found(words: str) -> list[int]:
        return sorted(
            i["a"]["id"] for i in door.get(f"/api/v1/duplicates/pairs?entity=customer&{words}").json()["items"]
        )

    strengths = {pair.a: pair.verdict for pair in DuplicatePair.objects.all()}
    for level in ("possible", "likely", "certain"):
        assert found(f"verdict={level}") == sorted(a for a, verdict in strengths.items() if verdict == level)
    assert (found(f"record={ids[4]}"), found(f"record={ids[3]}")) == ([ids[1]], [])
    assert door.get("/api/v1/duplicates/pairs?verdict=sure").status_code == 400


def test_who_changed_rules_and_weights_is_told_to_who_may_change_them(world: World, customers: CompiledEntity) -> None:
    assert client(world.head).get("/api/v1/duplicates/history").status_code == 403
    rules.put(world.ctx(world.head), customers, {"tell_owner": False})
    weights.put(world.ctx(world.head), {"mobile.same": 9})
    told = history.changes()
    assert [(row["what"], row["actor"]["id"]) for row in told] == [("weights", world.head.id), ("rules", world.head.id)]
    assert told[0]["changes"] == {"mobile.same": {"from": DEFAULT_WEIGHTS["mobile.same"], "to": 9}}
    assert told[1]["changes"] == {"tell_owner": {"from": True, "to": False}}
