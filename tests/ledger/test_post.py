"""Postings: balanced, once, reversible, never below the floor."""

import pytest
from django.db import IntegrityError, connection, transaction

from kezhou.kernel.errors import Conflict, Invalid, NotFound
from kezhou.platform.ledger.accounts import balance, open_account
from kezhou.platform.ledger.integrity import verify
from kezhou.platform.ledger.models import Entry, Transaction
from kezhou.platform.ledger.post import Line, post, reverse
from tests.jobs.databases import owner_session
from tests.jobs.people import system

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepaid() -> int:
    return open_account(system(), "prepaid", "customer", 1, "CNY", floor=0)


@pytest.fixture
def bank() -> int:
    return open_account(system(), "bank", "company", 1, "CNY")


def test_a_posting_moves_both_balances(prepaid: int, bank: int) -> None:
    done = post(system(), "receipt:1", "receipt", [Line(prepaid, 500), Line(bank, -500)], ref=("receipt", 1))

    assert (balance(prepaid), balance(bank)) == (500, -500)
    assert Transaction.objects.get(id=done).ref_id == 1
    assert verify() == []


def test_f20_the_same_key_is_the_same_posting(prepaid: int, bank: int) -> None:
    lines = [Line(prepaid, 500), Line(bank, -500)]
    first = post(system(), "receipt:1", "receipt", lines)

    assert post(system(), "receipt:1", "receipt", lines) == first
    with pytest.raises(Invalid) as other:
        post(system(), "receipt:1", "receipt", [Line(prepaid, 700), Line(bank, -700)])

    assert other.value.code == "idempotency_key_reused"
    assert (balance(prepaid), Transaction.objects.count()) == (500, 1)


def test_lines_that_do_not_sum_to_zero_are_refused_by_the_database(prepaid: int, bank: int) -> None:
    with pytest.raises(Invalid) as refused:
        post(system(), "receipt:1", "receipt", [Line(prepaid, 500), Line(bank, -499)])

    assert refused.value.code == "unbalanced"
    assert (balance(prepaid), Transaction.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_each_currency_must_sum_to_zero_by_itself(prepaid: int) -> None:
    points = open_account(system(), "points", "customer", 1, "PTS")

    with pytest.raises(Invalid):
        post(system(), "x", "swap", [Line(prepaid, 500), Line(points, -500)])

    assert balance(points) == 0


def test_an_account_does_not_fall_below_its_floor(prepaid: int, bank: int) -> None:
    post(system(), "in", "receipt", [Line(prepaid, 500), Line(bank, -500)])

    with pytest.raises(Conflict) as refused:
        post(system(), "out", "payment", [Line(prepaid, -501), Line(bank, 501)])

    assert refused.value.code == "balance_too_low"
    assert (balance(prepaid), balance(bank), Transaction.objects.count()) == (500, -500, 1)


def test_a_mistake_is_reversed_once(prepaid: int, bank: int) -> None:
    done = post(system(), "in", "receipt", [Line(prepaid, 500), Line(bank, -500)])

    back = reverse(system(), done, "in:reversed")

    assert (balance(prepaid), balance(bank)) == (0, 0)
    assert reverse(system(), done, "in:reversed") == back
    with pytest.raises(Conflict) as twice:
        reverse(system(), done, "another key")
    assert twice.value.code == "already_reversed"
    with pytest.raises(Invalid):
        reverse(system(), back, "forth")
    with pytest.raises(NotFound):
        reverse(system(), 10**9, "nothing")
    assert Transaction.objects.count() == 2


@pytest.mark.parametrize("amount", [0, 1.5, True, 10**15 + 1])
def test_amounts_are_whole_minor_units(prepaid: int, bank: int, amount: object) -> None:
    with pytest.raises(ValueError, match="whole number of minor units"):
        post(system(), "x", "receipt", [Line(prepaid, amount), Line(bank, -1)])  # type: ignore[arg-type]


def test_entries_written_past_the_code_still_obey_the_database(prepaid: int, bank: int) -> None:
    done = post(system(), "in", "receipt", [Line(prepaid, 500), Line(bank, -500)])

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_entry (transaction_id, account_id, amount) VALUES (%s, %s, 7)", [done, prepaid]
        )
        with pytest.raises(IntegrityError, match="is off by 7 CNY"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)

    assert balance(prepaid) == 500


def test_a_temporary_table_of_the_same_name_hides_no_sum(prepaid: int, bank: int) -> None:
    done = post(system(), "in", "receipt", [Line(prepaid, 500), Line(bank, -500)])

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        home = cursor.fetchone()[0]
        for name in ("ledger_entry", "ledger_account"):
            cursor.execute(f"CREATE TEMPORARY TABLE {name} (LIKE {home}.{name}) ON COMMIT DROP")
        cursor.execute(
            f"INSERT INTO {home}.ledger_entry (transaction_id, account_id, amount) VALUES (%s, %s, 7)",
            [done, prepaid],
        )
        with pytest.raises(IntegrityError, match="is off by 7 CNY"):
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)

    assert balance(prepaid) == 500


@pytest.mark.django_db(transaction=True)
def test_f20_a_planted_error_of_one_fen_is_found(prepaid: int, bank: int) -> None:
    post(system(), "in", "receipt", [Line(prepaid, 500), Line(bank, -500)])
    with owner_session() as owner:
        owner.execute("UPDATE ledger_balance SET amount = amount + 1 WHERE account_id = %s", [prepaid])

    assert verify() == [f"ledger account {prepaid} shows 501, its entries sum to 500"]
