"""One step: asked, decided once by somebody else, followed up in the same transaction."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from kezhou.platform.approvals import hooks, kinds
from kezhou.platform.approvals.decide import decide, withdraw
from kezhou.platform.approvals.kinds import approval_kind
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.approvals.request import listed, request
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.notify.models import InboxItem
from tests.jobs.people import acting, person

pytestmark = pytest.mark.django_db

DONE: list[tuple[str, int, int | None]] = []


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    monkeypatch.setattr(hooks, "_holders", None)
    DONE.clear()

    def refused(ctx: Ctx, asked: ApprovalRequest) -> None:
        DONE.append(("rejected", asked.payload["rows"], ctx.actor.id))

    @approval_kind("large_export", "Large export", on_rejected=refused)
    def carry_out(ctx: Ctx, asked: ApprovalRequest) -> None:
        if asked.payload["rows"] == 13:
            raise Invalid("unlucky")
        DONE.append(("approved", asked.payload["rows"], ctx.actor.id))


def test_approved_is_carried_out_and_told() -> None:
    li, boss = person("li"), person("boss")
    asked = request(acting(li), "large_export", "Export of 9,000", users=[boss.id], payload={"rows": 9000})
    assert InboxItem.objects.get(user=boss).record_id == asked.id

    decide(acting(boss), asked.id, approve=True, comment="fine")

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id, asked.comment) == ("approved", boss.id, "fine")
    assert [("approved", 9000, boss.id)] == DONE
    assert InboxItem.objects.get(user=li).text == "fine"
    assert list(AuditEntry.objects.order_by("id").values_list("action", "actor_id")) == [
        ("approval_requested", li.id),
        ("approved", boss.id),
    ]


def test_a_rejection_says_why() -> None:
    li, boss = person("li"), person("boss")
    asked = request(acting(li), "large_export", "x", users=[boss.id], payload={"rows": 1})

    with pytest.raises(Invalid) as silent:
        decide(acting(boss), asked.id, approve=False)
    assert (silent.value.errors[0].path, silent.value.errors[0].code) == ("comment", "required")

    decide(acting(boss), asked.id, approve=False, comment="too many")
    assert [("rejected", 1, boss.id)] == DONE


def test_nobody_decides_on_their_own_request() -> None:
    li = person("li")
    asked = request(acting(li), "large_export", "x", role="manager", payload={"rows": 1})

    with pytest.raises(Forbidden) as own:
        decide(acting(li, roles=["manager"]), asked.id, approve=True)

    assert own.value.code == "own_request"
    asked.refresh_from_db()
    assert (asked.state, DONE) == ("pending", [])


def test_who_is_no_candidate_does_not_know_of_it() -> None:
    li, wang = person("li"), person("wang")
    asked = request(acting(li), "large_export", "x", role="manager", permission="org", payload={"rows": 1})

    with pytest.raises(NotFound):
        decide(acting(wang, roles=["sales"]), asked.id, approve=True)
    assert listed(acting(wang), None, 50) == []
    assert [row.id for row in listed(acting(wang, roles=["manager"]), "pending", 50)] == [asked.id]
    assert [row.id for row in listed(acting(wang, admin=["org"]), "pending", 50)] == [asked.id]
    assert [row.id for row in listed(acting(li), None, 50)] == [asked.id]
    asked.refresh_from_db()
    assert asked.state == "pending"


def test_a_second_decision_is_a_conflict() -> None:
    li, boss, chief = person("li"), person("boss"), person("chief")
    asked = request(acting(li), "large_export", "x", users=[boss.id, chief.id], payload={"rows": 1})
    decide(acting(boss), asked.id, approve=True)

    with pytest.raises(Conflict):
        decide(acting(chief), asked.id, approve=False, comment="no")

    asked.refresh_from_db()
    assert (asked.state, len(DONE)) == ("approved", 1)


def test_when_carrying_out_fails_nothing_was_decided() -> None:
    li, boss = person("li"), person("boss")
    asked = request(acting(li), "large_export", "x", users=[boss.id], payload={"rows": 13})

    with pytest.raises(Invalid, match="unlucky"):
        decide(acting(boss), asked.id, approve=True)

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by_id) == ("pending", None)
    assert not InboxItem.objects.filter(user=li).exists()


def test_ones_own_request_can_be_withdrawn() -> None:
    li, boss = person("li"), person("boss")
    asked = request(acting(li), "large_export", "x", users=[boss.id], payload={"rows": 1})

    with pytest.raises(NotFound):
        withdraw(acting(boss), asked.id)
    withdraw(acting(li), asked.id)

    with pytest.raises(Conflict):
        decide(acting(boss), asked.id, approve=True)
    assert DONE == []


def test_holders_of_a_role_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    li, boss = person("li"), person("boss")
    hooks.set_holders(lambda role, permission: [boss.id, li.id] if role == "manager" else [])

    request(acting(li), "large_export", "x", role="manager", payload={"rows": 1})

    assert list(InboxItem.objects.values_list("user_id", flat=True)) == [boss.id]


def test_an_approval_that_only_the_asker_could_give_is_refused() -> None:
    li = person("li")

    with pytest.raises(ValueError, match="other than the asker"):
        request(acting(li), "large_export", "x", users=[li.id], payload={"rows": 1})

    assert ApprovalRequest.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_decide_at_once_decide_once() -> None:
    li, boss, chief = person("li"), person("boss"), person("chief")
    asked = request(acting(li), "large_export", "x", users=[boss.id, chief.id], payload={"rows": 1})
    start, outcome = Barrier(2), []

    def one(ctx: Ctx, approve: bool) -> None:
        try:
            start.wait(10)
            decide(ctx, asked.id, approve=approve, comment="mine")
            outcome.append("done")
        except Conflict:
            outcome.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=one, args=(acting(boss), True)), Thread(target=one, args=(acting(chief), False))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(outcome) == ["conflict", "done"]
    assert len(DONE) == 1
