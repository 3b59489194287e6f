"""Handing over: what goes where, what is left behind, and the way back."""

from datetime import timedelta

import pytest

from kezhou.modules.activities.task.model import Task
from kezhou.modules.parties.contact.model import Contact
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.audit import history
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.events.models import Event
from kezhou.platform.handover import run, sweep
from kezhou.platform.handover.models import Handover, HandoverItem
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.pools.models import PoolMove
from kezhou.platform.records import hooks

from .conftest import Company, contact_owners, findings, states


def test_everything_of_a_person_goes_to_three_in_turns_with_all_traces(company: Company) -> None:
    a, _b, _c, _d = company.customers("ann", "A", "B", "C", "D")
    company.contact("Lin", "ann", a)
    company.contact("Alone", "ann")
    company.customers("bob", "Bob's")

    number = company.handed("bob", "cai", "dan", rule="round_robin", reason="leaves")

    assert company.owners() == {"bob": ["A", "D", "Bob's"], "cai": ["B"], "dan": ["C"]}
    assert contact_owners() == {"Lin": "bob", "Alone": "bob"}
    dan = Customer.objects.get(name="C")
    assert (dan.dept_id, dan.version, dan.updated_by_id) == (company.world.east_1.id, 2, company.id("boss"))
    assert list(
        PoolMove.objects.filter(entity="customer").order_by("record_id").values_list("kind", "to_owner__username")
    ) == [("handover", name) for name in ("bob", "cai", "dan", "bob")]
    entry = AuditEntry.objects.get(entity="customer", record_id=a, action="handover")
    assert entry.changes["owner"] == {"from": company.id("ann"), "to": company.id("bob")}
    assert list(entry.meta) == ["reason"]
    assert str(number) in entry.meta["reason"]
    assert entry.meta["reason"].endswith(": leaves")
    assert Event.objects.filter(name="customer.handed_over").count() == 4
    assert history.as_of("customer", a, "owner", company.world.clock.now() + timedelta(days=9999)) == company.id("bob")
    assert history.as_of("customer", a, "owner", company.world.clock.now()) == company.id("ann")
    ((title, text, entity, _id),) = company.inbox("bob")
    assert (title.startswith("Boss "), " 3 " in title, text.count("，"), entity) == (True, True, 1, "")
    assert len(company.inbox("cai")) == 1
    assert findings() == []


def test_all_end_with_the_same_number(company: Company) -> None:
    company.customers("ann", *"ABCDEF")
    company.customers("bob", "b1", "b2", "b3")
    company.customers("cai", "c1")
    company.handed("bob", "cai", "dan", rule="equal")
    assert {name: len(held) for name, held in company.owners().items()} == {"bob": 4, "cai": 3, "dan": 3}


def test_conditions_hands_and_what_stays(company: Company) -> None:
    a, b, c, d = company.customers("ann", "A", "B", "C", "D")
    Customer.objects.filter(id__in=[a, b, c]).update(region="440305")
    answer = company.plan(
        "boss",
        rule="stay",
        successors=[
            {
                "user": company.id("bob"),
                "conditions": {"customer": {"field": "region", "op": "under", "value": "440000"}},
            },
            {"user": company.id("cai")},
        ],
        hand=[
            {"entity": "customer", "ids": [b], "to": company.id("cai")},
            {"entity": "customer", "ids": [c], "to": None},
        ],
    ).json()
    (line,) = answer["entities"]
    assert [(t["user"]["title"], t["count"], [s["title"] for s in t["sample"]]) for t in line["targets"]] == [
        ("Bob", 1, ["A"]),
        ("Cai", 1, ["B"]),
    ]
    assert line["stays"] == {"count": 2, "sample": [{"id": c, "title": "C"}, {"id": d, "title": "D"}]}
    company.run("boss", answer["id"])
    assert company.owners() == {"bob": ["A"], "cai": ["B"], "ann": ["C", "D"]}


def test_into_a_pool_and_back(company: Company) -> None:
    a, b = company.customers("ann", "A", "B")
    company.contact("Lin", "ann", a)
    pool = company.pool()
    number = company.handed(rule="pool", pool=pool.id)
    assert company.owners() == {"": ["A", "B"]}
    assert set(Customer.objects.values_list("pool_id", flat=True)) == {pool.id}
    assert Contact.objects.get(name="Lin").pool_id == pool.id
    assert findings() == []
    company.run("boss", number, "undo")
    assert company.owners() == {"ann": ["A", "B"]}
    assert contact_owners() == {"Lin": "ann"}
    assert findings() == []
    assert b in Customer.objects.values_list("id", flat=True)


def test_undo_leaves_what_changed_hands_since(company: Company) -> None:
    a, b, c = company.customers("ann", "A", "B", "C")
    number = company.handed("bob", "cai", rule="round_robin")
    assert company.owners() == {"bob": ["A", "C"], "cai": ["B"]}
    Customer.objects.filter(id=c).update(owner_id=company.id("dan"), dept_id=company.world.east_1.id)
    PoolMove.objects.create(
        entity="customer", record_id=c, from_owner_id=company.id("bob"), to_owner_id=company.id("dan"), kind="assign",
        at=company.world.clock.now(),
    )  # fmt: skip

    job = company.run("boss", number, "undo")

    assert company.owners() == {"ann": ["A", "B"], "dan": ["C"]}
    assert states(number) == {"back": 2, "stays": 1}
    assert (job.state, job.result["back"], job.result["stays"]) == ("done", 2, 1)
    assert findings() == []
    assert [" 1 " in title for title, *_rest in company.inbox("cai")] == [True, True]
    refused = company.api("boss").post(f"handover/{number}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "wrong_state")
    assert {a, b, c} == set(Customer.objects.values_list("id", flat=True))


def test_undo_ends_after_thirty_days_and_is_for_who_started_it(company: Company) -> None:
    company.customers("ann", "A")
    number = company.handed("bob")
    assert company.api("bob").post(f"handover/{number}/undo").status_code == 404
    company.world.clock.moment += timedelta(days=30, seconds=1)
    refused = company.api("boss").post(f"handover/{number}/undo")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_late")
    assert company.owners() == {"bob": ["A"]}


def test_a_killed_worker_loses_and_doubles_nothing(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.customers("ann", *"ABCDEFG")
    monkeypatch.setattr(run, "BATCH", 2)
    number = company.plan("boss", "bob", "cai", rule="round_robin").json()["id"]
    job = company.api("boss").post(f"handover/{number}/run").json()["job"]
    done = run.batch
    calls = []

    def dies(*args: object, **words: object) -> int:
        calls.append(1)
        if len(calls) == 3:
            done(*args, **words)  # type: ignore[arg-type]  # the batch is done, its transaction is not
            raise MemoryError
        return done(*args, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "batch", dies)
    with pytest.raises(MemoryError):
        company.work(job, number)
    assert states(number) == {"moved": 4, "waiting": 3}
    assert PoolMove.objects.count() == 4
    assert company.api("boss").get(f"handover/{number}").json()["can"]["run"] is True

    assert company.run("boss", number).state == "done"

    assert states(number) == {"moved": 7}
    assert PoolMove.objects.count() == 7
    assert {name: len(held) for name, held in company.owners().items()} == {"bob": 4, "cai": 3}
    assert findings() == []


def test_a_stopped_one_goes_on_or_is_taken_back(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.customers("ann", *"ABCD")
    monkeypatch.setattr(run, "BATCH", 2)
    number = company.plan("boss", "bob").json()["id"]
    job = company.api("boss").post(f"handover/{number}/run").json()["job"]
    done = run.batch

    def stops(*args: object, **words: object) -> int:
        JobRecord.objects.filter(id=job).update(cancel_requested=True)
        return done(*args, **words)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "batch", stops)
    assert company.work(job, number).state == "cancelled"
    monkeypatch.setattr(run, "batch", done)
    assert states(number) == {"moved": 2, "waiting": 2}
    answer = company.api("boss").get(f"handover/{number}").json()
    assert (answer["state"], answer["can"]) == ("stopped", {"run": True, "undo": True})
    assert company.run("boss", number).state == "done"
    assert company.owners() == {"bob": ["A", "B", "C", "D"]}


def test_lines_that_cannot_go_say_why(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c, d = company.customers("ann", "A", "B", "C", "D")
    number = company.plan("boss", "bob").json()["id"]
    Customer.objects.filter(id=b).update(owner_id=company.id("cai"))
    Customer.objects.filter(id=c).update(dept_id=company.world.west.id)
    monkeypatch.setattr(
        hooks, "lock_checks", [lambda ctx, entity, ids: {d: "locked"} if entity.key == "customer" else {}]
    )
    company.run("boss", number)
    lines = company.api("boss").get(f"handover/{number}/items").json()["items"]
    assert [(line["record"], line["state"], line["why"]) for line in lines] == [
        (a, "moved", ""),
        (b, "kept", "changed"),
        (c, "kept", "no_right"),
        (d, "kept", "locked"),
    ]
    assert company.owners() == {"bob": ["A"], "cai": ["B"], "ann": ["C", "D"]}
    kept = company.api("boss").get(f"handover/{number}/items?state=kept").json()
    assert len(kept["items"]) == 3
    file = company.api("boss").get(f"handover/{number}/report.xlsx")
    assert b"".join(file.streaming_content).startswith(b"PK")


def test_a_successor_who_left_meanwhile_gets_nothing(company: Company) -> None:
    company.customers("ann", "A")
    number = company.plan("boss", "bob").json()["id"]
    type(company.people["bob"]).objects.filter(id=company.id("bob")).update(status="disabled")
    company.run("boss", number)
    assert company.owners() == {"ann": ["A"]}
    assert Handover.objects.get(id=number).items.get().why == "bad_target"


def test_a_region_goes_to_somebody_whoever_owns_it(company: Company) -> None:
    a, b, c = [*company.customers("ann", "A"), *company.customers("bob", "B"), *company.customers("cai", "C")]
    Customer.objects.filter(id__in=[a, b]).update(region="440305")
    number = company.handed(
        "dan", people=None, filters={"customer": {"field": "region", "op": "under", "value": "440000"}}
    )
    assert company.owners() == {"dan": ["A", "B"], "cai": ["C"]}
    company.run("boss", number, "undo")
    assert company.owners() == {"ann": ["A"], "bob": ["B"], "cai": ["C"]}
    assert c in Customer.objects.values_list("id", flat=True)


def test_tasks_go_with_their_customer_open_or_done(company: Company) -> None:
    a, b = company.customers("ann", "A", "B")
    ann = company.people["ann"]
    open_, done, loose = (
        company.world.make("task", {"title": title, **({"customer": at} if at else {})}, ann)
        for title, at in (("open", a), ("done", b), ("loose", None))
    )
    Task.objects.filter(id=done).update(state="done")

    number = company.handed("bob", "cai", rule="round_robin", follow=False)

    owners = dict(Task.objects.values_list("id", "owner__username"))
    assert company.owners() == {"bob": ["A"], "cai": ["B"]}
    assert owners[open_] == "bob"
    assert "ann" not in owners.values()
    assert states(number) == {"moved": 5}
    assert findings() == []
    company.run("boss", number, "undo")
    assert set(Task.objects.values_list("owner__username", flat=True)) == {"ann"}
    assert states(number) == {"back": 5}
    assert findings() == []
    assert loose in owners


def test_what_follows_into_a_pool_does_not_stay(company: Company) -> None:
    (a,) = company.customers("ann", "A")
    open_task, _done, _alone = (
        company.world.make("task", {"title": title, "due_at": "2026-11-23T08:00:00Z", **words}, company.people["ann"])
        for title, words in (("call", {"customer": a}), ("done", {"customer": a}), ("own", {}))
    )
    Task.objects.filter(title="done").update(state="done")
    answer = company.plan(rule="pool", pool=company.pool().id).json()
    parts = {part["key"]: part for part in answer["entities"]}
    assert (parts["task"]["along"], parts["task"]["targets"]) == (1, [])
    assert [one["title"] for one in parts["task"]["stays"]["sample"]] == ["done", "own"]
    company.run("boss", answer["id"])
    assert Task.objects.get(id=open_task).owner_id is None


def test_lines_go_after_their_time_and_the_sums_stay(company: Company) -> None:
    company.customers("ann", "A", "B", "C")
    number = company.handed("bob", "cai", rule="round_robin")
    before = company.api("boss").get(f"handover/{number}").json()
    assert sweep.sweep(company.world.system) == 0

    company.world.clock.moment += timedelta(days=sweep.KEPT_DAYS + 1)
    assert sweep.sweep(company.world.system) == 1
    assert sweep.sweep(company.world.system) == 0

    after = company.api("boss").get(f"handover/{number}").json()
    assert HandoverItem.objects.count() == 0
    assert [(t["user"], t["count"], t["states"], t["sample"]) for t in after["entities"][0]["targets"]] == [
        (t["user"], t["count"], t["states"], []) for t in before["entities"][0]["targets"]
    ]
    assert (after["count"], after["swept"], after["can"]) == (3, True, {"run": False, "undo": False})
    assert company.api("boss").post(f"handover/{number}/undo").status_code == 409
    assert company.api("boss").get("handover").json()["items"][0]["count"] == 3


def test_a_plan_that_nobody_carried_out_is_forgotten(company: Company) -> None:
    company.customers("ann", "A")
    company.plan("boss", "bob")
    company.world.clock.moment += timedelta(days=sweep.DRAFT_DAYS + 1)
    sweep.sweep(company.world.system)
    assert (Handover.objects.count(), HandoverItem.objects.count()) == (0, 0)
    assert company.owners() == {"ann": ["A"]}
