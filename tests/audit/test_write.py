"""What is written about an act, one by one and set-based."""

import json

import pytest
from django.db import ProgrammingError, connection, transaction

from kezhou.platform.audit import Entry, read, write, write_from_select
from kezhou.platform.audit.erase import erase
from kezhou.platform.audit.read import AuditFilter
from tests.jobs.people import START, acting, person, system

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_when_what() -> None:
    li = person("li")
    ctx = acting(li)

    write(ctx, [Entry("customer", 7, "update", {"level": ("B", "A"), "name": ("x", "华为")}, meta={"reason": "visit"})])

    [row] = read.timeline("customer", 7).items
    assert (row.actor_id, row.actor_name, row.actor_kind, row.request_id) == (li.id, "Li", "user", ctx.request_id)
    assert (row.at, row.entity, row.record_id, row.action) == (START, "customer", 7, "update")
    assert row.changes == {"level": {"from": "B", "to": "A"}, "name": {"from": "x", "to": "华为"}}
    assert row.meta == {"reason": "visit"}


def test_many_entries_are_one_statement(django_assert_num_queries: object) -> None:
    entries = [Entry("customer", n, "update", {"level": ("B", "A")}) for n in range(100)]

    with django_assert_num_queries(1):  # type: ignore[operator]
        ids = write(system(), entries)

    assert len(ids) == 100
    assert [row.record_id for row in read.log(AuditFilter(), lambda e, ids: ids, limit=200).items] == list(
        reversed(range(100))
    )


def test_personal_values_lie_beside_and_are_read_back(django_assert_num_queries: object) -> None:
    entry = Entry(
        "contact", 3, "update", {"phone": ("13800001234", None), "title": ("a", "b")}, personal=frozenset({"phone"})
    )

    with django_assert_num_queries(1):  # type: ignore[operator]
        write(system(), [entry, Entry("contact", 4, "create", {"title": (None, "c")})])

    with connection.cursor() as cursor:
        cursor.execute("SELECT changes::text FROM audit_entry ORDER BY id")
        stored = [json.loads(row[0]) for row in cursor.fetchall()]
    assert "13800001234" not in json.dumps(stored)
    assert len(stored[0]["phone"]["personal"]) == 64
    [row] = read.timeline("contact", 3).items
    assert row.changes == {"phone": {"from": "13800001234", "to": None}, "title": {"from": "a", "to": "b"}}


def test_set_based_writing_equals_one_by_one() -> None:
    select = """SELECT n::bigint, jsonb_build_object('phone', jsonb_build_object('from', null, 'to', '1380000' || n))
                  FROM generate_series(%s, %s) n"""

    count = write_from_select(
        system(),
        entity="contact",
        action="import",
        select_sql=select,
        params=[1, 3],
        meta={"import": 9},
        personal=["phone"],
    )

    assert count == 3
    [row] = read.timeline("contact", 2).items
    assert row.changes == {"phone": {"from": None, "to": "13800002"}}
    assert row.meta == {"import": 9}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE changes::text LIKE '%%1380000%%'")
        assert cursor.fetchone()[0] == 0


def test_set_based_writing_takes_the_rows_of_a_statement_before_it() -> None:
    li = person("li")
    moved = "moved AS (UPDATE org_user SET name = %s WHERE id = %s RETURNING id, name)"

    count = write_from_select(
        system(),
        entity="user",
        action="update",
        ctes=moved,
        select_sql="SELECT id, jsonb_build_object('name', jsonb_build_object('from', %s::text, 'to', name)) FROM moved",
        params=["Wang", li.id, "Li"],
    )

    assert count == 1
    assert read.timeline("user", li.id).items[0].changes == {"name": {"from": "Li", "to": "Wang"}}


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(LookupError, match="'updaet' is not registered"):
        write(system(), [Entry("customer", 7, "updaet")])

    assert read.timeline("customer", 7).items == ()


def test_c49_the_application_can_neither_change_nor_remove_entries() -> None:
    write(system(), [Entry("customer", 7, "update", {"level": ("B", "A")})])

    for statement in (
        "UPDATE audit_entry SET action = 'create'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "UPDATE audit_personal SET old = NULL",
        "DELETE FROM audit_seal",
        "UPDATE events_event SET name = 'x'",
        "DELETE FROM ledger_entry",
        "UPDATE ledger_balance SET amount = 5",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as c:
            c.execute(statement)

    assert read.timeline("customer", 7).items[0].action == "update"


def test_c43_an_erasure_clears_values_and_is_audited_itself() -> None:
    write(system(), [Entry("contact", 3, "update", {"phone": ("13800001234", "139")}, personal=frozenset({"phone"}))])
    write(system(), [Entry("contact", 4, "update", {"phone": ("13700000000", "136")}, personal=frozenset({"phone"}))])

    assert erase(system(), "contact", 3) == 1

    erased, updated = read.timeline("contact", 3).items
    assert (erased.action, erased.meta) == ("erase", {"values": 1})
    assert updated.changes == {"phone": {"erased": True}}
    assert read.timeline("contact", 4).items[0].changes == {"phone": {"from": "13700000000", "to": "136"}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_personal WHERE salt IS NULL AND old IS NULL AND new IS NULL")
        assert cursor.fetchone()[0] == 1


def test_c50_an_auditor_sees_only_entries_of_records_in_reach() -> None:
    write(system(), [Entry("customer", n, "update") for n in range(1, 31)] + [Entry("session", None, "login")])

    first = read.log(AuditFilter(), lambda entity, ids: [i for i in ids if i % 10 == 0], limit=2)
    second = read.log(AuditFilter(), lambda entity, ids: [i for i in ids if i % 10 == 0], cursor=first.next, limit=2)

    assert [(row.action, row.record_id) for row in first.items] == [("login", None), ("update", 30)]
    assert [row.record_id for row in second.items] == [20, 10]
    assert second.next is None or read.log(AuditFilter(), lambda e, ids: [], cursor=second.next).items == ()


def test_a_timeline_is_paged() -> None:
    write(system(), [Entry("customer", 7, "update", {"n": (n, n + 1)}) for n in range(5)])

    first = read.timeline("customer", 7, limit=3)
    rest = read.timeline("customer", 7, cursor=first.next, limit=3)

    assert [row.changes["n"]["from"] for row in first.items] == [4, 3, 2]
    assert [row.changes["n"]["from"] for row in rest.items] == [1, 0]
    assert rest.next is None
