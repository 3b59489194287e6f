"""Whatever the flow and whatever people do: a request that runs has somebody to act, and it ends once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kezhou.kernel.errors import KezhouError
from kezhou.platform.approvals import decide, engine, facts, handle, request
from kezhou.platform.approvals.models import ApprovalRequest, ApprovalTask, ApprovalVersion
from kezhou.platform.events.models import Event
from tests.approvals.conftest import Company, amount, branch, step
from tests.contract.world import NOW

PEOPLE = ("hedy", "dora", "boss", "fay", "fox")
MAX_ACTS = 60

steps = st.builds(
    lambda people, mode, share, empty, same: (tuple(people), mode, share, empty, same),
    st.lists(st.sampled_from((*PEOPLE, "ann")), max_size=4, unique=True),
    st.sampled_from(["any", "all", "turn", "share"]),
    st.integers(1, 100),
    st.sampled_from(["pass", "admin"]),
    st.sampled_from(["refuse", "allow"]),
)
rows: st.SearchStrategy[Any] = st.recursive(
    st.lists(st.one_of(steps, st.just("cc"), st.sampled_from(["end_yes", "end_no"])), max_size=3),
    lambda inner: st.lists(st.one_of(steps, st.tuples(st.just("branch"), inner, inner)), max_size=3),
    max_leaves=5,
)
acts = st.lists(
    st.tuples(st.sampled_from(["yes", "yes", "yes", "no", "hand", "before", "after", "back", "starter"]),
              st.integers(0, 9), st.integers(0, 9)),
    min_size=MAX_ACTS, max_size=MAX_ACTS,
)  # fmt: skip


def drawn(company: Company, nodes: Any, at: str = "n") -> list[dict[str, Any]]:
    """The nodes as the designer would have drawn them, each with a key of its own."""
    found: list[dict[str, Any]] = []
    for number, node in enumerate(nodes):
        key = f"{at}{number}"
        if node == "cc":
            found.append({"type": "cc", "key": key, "name": key, "who": [company.who("fay")]})
        elif node in ("end_yes", "end_no"):
            outcome = "approved" if node == "end_yes" else "rejected"
            found.append({"type": "end", "key": key, "name": key, "outcome": outcome})
        elif node[0] == "branch":
            small, rest = drawn(company, node[1], f"{key}a"), drawn(company, node[2], f"{key}b")
            found.append(branch(key, (f"{key}_s", amount("lt", "5000"), small), (f"{key}_r", None, rest)))
        else:
            people, mode, share, empty, same = node
            found.append(step(key, company.who(*people), mode=mode, share=share, empty=empty, self=same))
    return found


def act(company: Company, asked: ApprovalRequest, what: str, who: int, whom: int) -> None:
    """One of those who may act does something; what the rules refuse changes nothing."""
    waiting = list(ApprovalTask.objects.filter(request=asked, state="pending").order_by("id"))
    task = waiting[who % len(waiting)]
    name = next((n for n in company.people if company.id(n) == task.user_id), "adam")
    ctx, other = company.ctx(name), company.id(PEOPLE[whom % len(PEOPLE)])
    earlier = [*handle.earlier(asked), "starter"]
    try:
        match what:
            case "hand":
                handle.transfer(ctx, asked.id, other)
            case "before" | "after":
                handle.add(ctx, asked.id, [other], what)
            case "back" | "starter":
                handle.give_back(ctx, asked.id, earlier[whom % len(earlier)] if what == "back" else "starter", "why")
            case _:
                decide.decide(ctx, asked.id, approve=what == "yes", comment="so")
    except KezhouError:
        if what not in ("hand", "before", "after"):
            raise


@given(rows, acts, st.sampled_from(["skip", "adjacent", "ask"]), st.sampled_from(["1000", "9000"]))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_request_always_waits_for_somebody_and_ends_once(
    company: Company, nodes: Any, moves: list[tuple[str, int, int]], repeat: str, money: str
) -> None:
    number = ApprovalVersion.objects.count() + 1
    definition = {"nodes": drawn(company, nodes), "repeat": repeat}
    version = ApprovalVersion.objects.create(subject="deal", number=number, definition=definition, published_at=NOW)
    engine.forget()
    deal = company.deal(money=money)
    values = {"amount": {"amount": money, "currency": "CNY"}}
    asked = request.run(company.ctx("ann"), "deal", "A deal", version, values, entity="deal", record_id=deal)
    for what, who, whom in moves:
        asked.refresh_from_db()
        if asked.state != "pending":
            break
        assert ApprovalTask.objects.filter(request=asked, state="pending").exists(), "nobody can act"
        act(company, asked, what, who, whom)
    else:
        # Handing on and sending back for ever is people's doing; deciding ends it.
        for _round in range(MAX_ACTS):
            asked.refresh_from_db()
            if asked.state != "pending":
                break
            act(company, asked, "yes", 0, 0)
    asked.refresh_from_db()
    assert asked.state in ("approved", "rejected", "returned")
    assert not ApprovalTask.objects.filter(request=asked, state__in=("waiting", "pending")).exists()
    names = ("deal.approved", "deal.rejected", "deal.approval_withdrawn")
    assert Event.objects.filter(entity="deal", record_id=deal, name__in=names).count() == 1
    for name in PEOPLE:
        with pytest.raises(KezhouError):
            decide.decide(company.ctx(name), asked.id, approve=True)
    assert facts.asker_of(asked.facts).id == company.id("ann")
