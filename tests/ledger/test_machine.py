"""F20: whatever is posted, repeated, reversed or refused, in whichever order, the books agree with a simple model."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kezhou.kernel.errors import Conflict, Invalid
from kezhou.platform.ledger.accounts import balance, open_account
from kezhou.platform.ledger.integrity import verify
from kezhou.platform.ledger.models import Entry, Transaction
from kezhou.platform.ledger.post import Line, post, reverse
from tests.jobs.people import system

ACCOUNTS = 4


class Books(RuleBasedStateMachine):
    """The model is a list of balances; account 0 may be overdrawn, the others not."""

    posted = Bundle("posted")

    @initialize()
    def open(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.accounts = [
            open_account(system(), f"pot{n}", "customer", 1, "CNY", floor=None if n == 0 else 0)
            for n in range(ACCOUNTS)
        ]
        self.model = [0] * ACCOUNTS
        self.moves: dict[str, tuple[int, int, int]] = {}
        self.reversed: set[str] = set()
        self.number = 0

    @rule(target=posted, source=st.integers(0, 3), goal=st.integers(0, 3), amount=st.integers(1, 300))
    def move(self, source: int, goal: int, amount: int) -> str:
        self.number += 1
        key = f"k{self.number}"
        if source == goal:
            goal = (goal + 1) % ACCOUNTS
        lines = [Line(self.accounts[source], -amount), Line(self.accounts[goal], amount)]
        if source != 0 and self.model[source] < amount:
            with pytest.raises(Conflict):
                post(system(), key, "move", lines)
        else:
            post(system(), key, "move", lines)
            self.model[source] -= amount
            self.model[goal] += amount
            self.moves[key] = (source, goal, amount)
        return key

    @rule(key=posted)
    def repeat(self, key: str) -> None:
        if key in self.moves:
            source, goal, amount = self.moves[key]
            post(system(), key, "move", [Line(self.accounts[source], -amount), Line(self.accounts[goal], amount)])

    @rule(key=consumes(posted))
    def undo(self, key: str) -> None:
        if key not in self.moves or key in self.reversed:
            return
        source, goal, amount = self.moves[key]
        done = Transaction.objects.get(idempotency_key=key).id
        if goal != 0 and self.model[goal] < amount:
            with pytest.raises(Conflict):
                reverse(system(), done, f"undo {key}")
        else:
            reverse(system(), done, f"undo {key}")
            self.reversed.add(key)
            self.model[source] += amount
            self.model[goal] -= amount

    @rule(amount=st.integers(1, 50))
    def unbalanced(self, amount: int) -> None:
        with pytest.raises(Invalid):
            post(system(), "off", "move", [Line(self.accounts[0], amount), Line(self.accounts[0], amount)])

    @invariant()
    def agree(self) -> None:
        if hasattr(self, "accounts"):
            assert [balance(account) for account in self.accounts] == self.model
            assert sum(self.model) == 0
            assert verify() == []

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)


@pytest.mark.django_db
def test_f20_the_books_agree_with_the_model() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=15,
            stateful_step_count=15,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def in_threads(count: int, work: object) -> list[object]:
    """Run `work(n)` in threads that start together, each on a connection of its own; what each returned or raised."""
    results: list[object] = [None] * count
    start = Barrier(count)

    def one(number: int) -> None:
        try:
            start.wait(10)
            results[number] = work(number)  # type: ignore[operator]
        except Exception as problem:  # noqa: BLE001 — the test looks at what happened
            results[number] = problem
        finally:
            connection.close()

    threads = [Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True)
def test_f20_two_connections_cannot_spend_the_same_money() -> None:
    pot = open_account(system(), "prepaid", "customer", 1, "CNY", floor=0)
    bank = open_account(system(), "bank", "company", 1, "CNY")
    post(system(), "in", "receipt", [Line(pot, 300), Line(bank, -300)])

    results = in_threads(4, lambda n: post(system(), f"out{n}", "payment", [Line(pot, -100), Line(bank, 100)]))
    results += in_threads(4, lambda n: post(system(), f"more{n}", "payment", [Line(bank, 100), Line(pot, -100)]))

    assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 5 + ["int"] * 3
    assert (balance(pot), balance(bank)) == (0, 0)
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_f20_one_key_from_several_connections_is_one_posting() -> None:
    pot = open_account(system(), "prepaid", "customer", 1, "CNY", floor=0)
    bank = open_account(system(), "bank", "company", 1, "CNY")

    results = in_threads(6, lambda n: post(system(), "same", "receipt", [Line(pot, 100), Line(bank, -100)]))

    assert len(set(results)) == 1
    assert (balance(pot), Transaction.objects.count(), Entry.objects.count()) == (100, 1, 2)
