"""C48, C49, C50: what is written down, who can change it (nobody), and who reads it."""

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from kezhou.config import embedded
from kezhou.config.roles import READ_ONLY_TABLES, append_only_tables
from kezhou.platform.access.models import Role
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.identity import hashing
from kezhou.platform.org.models import User
from kezhou.platform.records import write

from .fingerprint import fingerprint, table_names
from .world import ACTIONS, Caller, World

PASSWORD = "correct-Horse-battery-9"


def acts(**where: Any) -> list[tuple[str, str, int | None]]:
    rows = AuditEntry.objects.filter(**where).order_by("id").values_list("entity", "action", "record_id")
    return [(entity, action, record) for entity, action, record in rows]


# -- C48 ----------------------------------------------------------------------------------------------------------


def test_c48_every_write_is_in_the_audit_with_who_when_where_and_what(world: World) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    caller = world.caller("asker")
    caller.ip = "192.0.2.7"
    id_ = caller.post("customer", {"name": "客舟", "level": "A"}, **{"X-Request-ID": "the-request-1"}).json()["id"]
    caller.patch(f"customer/{id_}", {"level": "B"})
    caller.patch(f"customer/{id_}", {"owner": world.people["colleague"].id}, version=2)
    caller.delete(f"customer/{id_}", version=3)
    caller.post(f"customer/{id_}/restore")
    caller.post("customer/bulk", {"op": "update", "ids": [id_], "values": {"level": "A"}})

    rows = AuditEntry.objects.filter(entity="customer", record_id=id_).order_by("id")
    assert [row.action for row in rows] == ["create", "update", "update", "delete", "restore", "update"]
    for row in rows:
        assert (row.actor_id, row.actor_name, row.actor_kind) == (world.people["asker"].id, "Asker", "user")
        assert (row.ip, row.at) == ("192.0.2.7", world.clock.now())
    assert rows[0].request_id == "the-request-1"
    assert rows[1].changes == {"level": {"from": "A", "to": "B"}}
    handed = rows[2].changes["owner"]
    assert (handed["from"], handed["to"]) == (world.people["asker"].id, world.people["colleague"].id)


def test_c48_a_write_that_fails_leaves_no_trace_of_having_happened(world: World) -> None:
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all")))
    caller = world.caller("asker")
    id_, before = world.record("asker"), acts()
    assert caller.patch(f"customer/{id_}", {"level": "no such level"}).status_code == 422
    assert caller.patch(f"customer/{id_}", {"level": "A"}, version=9).status_code == 412
    assert caller.post("customer", {"name": ""}).status_code == 422
    assert acts() == before


def test_c48_changes_of_rights_are_in_the_audit_with_both_values(world: World) -> None:
    world.give("asker", world.role("secadmin_like", {}, admin=["roles"]))
    role, other = world.role("seller", {"view": "own"}), world.people["colleague"].id
    chief = world.caller("asker")
    wider = {"grants": {"*": {"view": {"level": "all", "depts": [], "condition": None}}}}
    assert chief.call("PUT", f"roles/{role.id}/grants", wider).status_code == 200
    assert (
        chief.call(
            "PUT", f"roles/{role.id}/fields", {"fields": {"customer": {"phone": {"view": "full", "edit": True}}}}
        ).status_code
        == 200
    )
    assert chief.call("PUT", f"users/{other}/roles", {"roles": [role.id]}).status_code == 200
    rows = AuditEntry.objects.filter(action__in=["grants_changed", "roles_changed"]).order_by("id")
    assert [(row.entity, row.record_id, row.action, row.actor_id) for row in rows] == [
        ("role", role.id, "grants_changed", world.people["asker"].id),
        ("role", role.id, "grants_changed", world.people["asker"].id),
        ("user", other, "roles_changed", world.people["asker"].id),
    ]
    assert rows[0].changes["*.view"]["from"]["level"] == "own"
    assert rows[0].changes["*.view"]["to"]["level"] == "all"
    assert rows[2].changes["roles"] == {"from": [], "to": ["seller"]}


def test_c48_sign_in_and_failure_are_in_the_audit_without_what_was_typed(world: World) -> None:
    now = world.clock.now()
    User.objects.filter(username="asker").update(password=hashing.hash_password(PASSWORD), password_changed_at=now)
    stranger = world.stranger()
    stranger.ip = "192.0.2.9"
    stranger.post("auth/login", {"username": "asker", "password": "typed-Wrong-1234"})
    stranger.post("auth/login", {"username": "asker", "password": PASSWORD})
    rows = AuditEntry.objects.filter(entity="user").order_by("id").values_list("action", "ip", "meta__ok")
    assert list(rows) == [("login_failed", "192.0.2.9", False), ("login", "192.0.2.9", True)]
    assert "typed-Wrong" not in str(list(AuditEntry.objects.values()))


# -- C49 ----------------------------------------------------------------------------------------------------------

FORBIDDEN = (
    "UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table}", "DROP TABLE {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL", "ALTER TABLE {table} ADD COLUMN x int",
    "CREATE RULE r AS ON INSERT TO {table} DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE INSERT ON {table} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "SELECT * FROM {table} FOR UPDATE", "MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
)  # fmt: skip
"""What the application's role must never get done to a row that is written once."""
BEYOND = (
    "SET ROLE kezhou_owner", "SET ROLE postgres", "SET SESSION AUTHORIZATION postgres", "CREATE TABLE t (x int)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'select 1'", "CREATE SCHEMA s",
    "SET session_replication_role = replica",
    "COPY (SELECT 1) TO PROGRAM 'true'", "COPY (SELECT 1) TO '/tmp/kezhou-test-x'",
    "SELECT pg_read_file('postgresql.conf')", "ALTER ROLE CURRENT_USER SUPERUSER",
    "CREATE ROLE r", "ALTER SYSTEM SET fsync = off", "SELECT passwd FROM pg_shadow",
    "DROP SCHEMA public CASCADE", "CREATE DATABASE d", "ALTER DATABASE kezhou SET fsync = off",
)  # fmt: skip


def refused(statement: str) -> str | None:
    """The refusal's kind, None where it was carried out; nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except DatabaseError as problem:
        return getattr(problem.__cause__, "sqlstate", None) or "?"
    return None


def test_c49_the_role_of_the_application_is_neither_owner_nor_superuser(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("kezhou_app", False, False, False, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_class c WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)


def test_c49_what_is_written_once_covers_audit_events_and_ledger(db: None) -> None:
    once = set(append_only_tables())
    assert {"audit_entry", "audit_personal", "audit_seal"} <= once
    assert any(name.startswith("events_") for name in once)
    assert {name for name in table_names() if name.startswith("ledger_") and name != "ledger_balance"} <= once


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_c49_the_application_cannot_change_what_is_written_once(db: None, statement: str) -> None:
    for table in append_only_tables():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute"
                " WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = '' LIMIT 1",
                [table],
            )
            column = cursor.fetchone()[0]
        assert refused(statement.format(table=table, column=column)) == "42501", (table, statement)


@pytest.mark.parametrize("statement", BEYOND)
def test_c49_the_application_cannot_leave_its_role(db: None, database_server: Any, statement: str) -> None:
    """Each on a connection of its own, because some statements refuse to run inside of a transaction."""
    with database_server.connect(embedded.APP, autocommit=True) as own, pytest.raises(psycopg.Error) as problem:
        own.execute(statement)
    assert problem.value.sqlstate == "42501"


def test_c49_granting_oneself_rights_grants_nothing(db: None, database_server: Any) -> None:
    with database_server.connect(embedded.APP, autocommit=True) as own:
        for table in append_only_tables():
            own.execute(f"GRANT ALL ON {table} TO CURRENT_USER")  # answered with a warning only
            for right in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"):
                row = own.execute("SELECT has_table_privilege(%s, %s)", [table, right]).fetchone()
                assert row == (False,), (table, right)


def test_c49_the_record_of_migrations_is_not_the_applications(db: None) -> None:
    for table in READ_ONLY_TABLES:
        for statement in (f"DELETE FROM {table}", f"INSERT INTO {table} (app, name, applied) VALUES ('x', 'x', now())"):
            assert refused(statement) == "42501"


# -- C50 ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def auditor(world: World) -> Caller:
    world.give("asker", world.role("auditor_like", {}, admin=["audit"]))
    return world.caller("asker")


def test_c50_the_log_is_for_auditors_only(world: World) -> None:
    admin = ["org", "roles", "settings", "security"]
    world.give("asker", world.role("all", dict.fromkeys(ACTIONS, "all"), admin=admin))
    caller = world.caller("asker")
    world.record("asker")
    assert caller.get("audit").status_code == 403
    assert caller.get("audit/actions").status_code == 403


def test_c50_an_auditor_reads_who_did_what_but_no_value_of_an_unseen_record(world: World, auditor: Caller) -> None:
    id_ = world.record("stranger", name="华为技术", level="A", phone="13800001234")
    write.update(world.acting("stranger"), world.entity("customer"), id_, {"level": "B", "remarks": "secret remark"})
    answer = auditor.get("audit?entity=customer&limit=100")
    rows = [row for row in answer.json()["items"] if row["record_id"] == id_]
    assert [row["action"] for row in rows] == ["update", "create"]
    assert {row["actor"]["title"] for row in rows} == {"Stranger"}
    assert "level" in {change["field"] for change in rows[0]["changes"]}
    for secret in ("华为技术", "13800001234", "secret remark", '"A"', '"B"'):
        assert secret not in answer.content.decode(), secret


def test_c50_an_auditor_who_may_see_the_record_sees_what_its_fields_allow(world: World, auditor: Caller) -> None:
    role = world.role("reader", {"view": "all"})
    world.restrict(role, "customer", "level", "hidden", edit=False)
    world.restrict(Role.objects.get(key="auditor_like"), "customer", "level", "hidden", edit=False)
    world.give("asker", role)
    id_ = world.record("stranger", name="华为技术", level="A", phone="13800001234")
    answer = auditor.get(f"audit?entity=customer&record_id={id_}").json()["items"][0]
    shown = {change["field"]: change.get("to") for change in answer["changes"]}
    assert shown["name"] == "华为技术"
    assert shown.get("level") is None
    assert shown.get("phone") is None


def test_c50_a_timeline_is_not_read_beyond_the_own_view(world: World) -> None:
    world.give("asker", world.role("seller", {"view": "own"}))
    id_, caller, before = world.record("stranger"), world.caller("asker"), fingerprint()
    unknown = caller.get("customer/987654/timeline").json()
    hidden = caller.get(f"customer/{id_}/timeline")
    assert hidden.status_code == 404
    assert {**hidden.json(), "request_id": ""} == {**unknown, "request_id": ""}
    assert fingerprint() == before
