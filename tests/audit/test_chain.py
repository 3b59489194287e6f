"""The chain holds, and shows what the owner of the database did to it (C49)."""

import pytest
from django.db import transaction

from kezhou.platform.audit import Entry, write
from kezhou.platform.audit.erase import erase
from kezhou.platform.audit.integrity import verify
from kezhou.platform.audit.models import AuditEntry, AuditSeal
from kezhou.platform.audit.seal import head, seal
from kezhou.platform.jobs.sequence import Settled
from tests.jobs.databases import another_session, owner_session
from tests.jobs.people import system

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_sealer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kezhou.platform.audit.seal._settled", Settled("audit_entry_id_seq"))
    monkeypatch.setattr("kezhou.platform.audit.seal.MAX_SEAL_ENTRIES", 4)
    with owner_session() as owner:
        owner.execute("ALTER SEQUENCE audit_entry_id_seq RESTART")


def wrote(count: int) -> None:
    write(
        system(),
        [
            Entry("contact", n, "update", {"phone": ("1", str(n)), "t": (0, n)}, personal=frozenset({"phone"}))
            for n in range(count)
        ],
    )


def test_everything_settled_is_sealed_in_bounded_links() -> None:
    wrote(10)

    assert seal() == 10

    assert list(AuditSeal.objects.order_by("id").values_list("after_id", "up_to_id", "entries")) == [
        (0, 4, 4),
        (4, 8, 4),
        (8, 10, 2),
    ]
    assert seal() == 0
    assert verify() == []
    assert head() is not None


def test_a_row_of_a_transaction_that_still_runs_is_not_passed_over() -> None:
    """The open transaction has the smaller id and commits last: it must be sealed before anything later is."""
    with another_session() as other:
        other.execute(
            """INSERT INTO audit_entry (id, at, actor_name, actor_kind, request_id, entity, action, changes, meta)
               SELECT nextval('audit_entry_id_seq'), now(), 'x', 'system', 'r', 'customer', 'view', '{}', '{}'
                 FROM (SELECT pg_current_xact_id() OFFSET 0) numbered"""
        )
        wrote(2)

        assert seal() == 0

        other.commit()
    assert seal() == 3
    assert verify() == []


def test_rolled_back_ids_are_no_findings() -> None:
    with transaction.atomic():
        wrote(3)
        transaction.set_rollback(True)
    wrote(2)

    assert seal() == 2
    assert verify() == []


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE audit_entry SET actor_name = 'somebody else' WHERE id = 6", "audit entries 5 to 8 were changed"),
        (
            'UPDATE audit_entry SET changes = changes || \'{"t": {"from": 0, "to": 99}}\' WHERE id = 6',
            "entries 5 to 8 were",
        ),
        ("DELETE FROM audit_entry WHERE id = 2", "audit entries 1 to 4 are 3 instead of 4"),
        ("UPDATE audit_personal SET new = '\"13900000000\"' WHERE entry_id = 6", "phone of audit entry 6 was changed"),
        ("DELETE FROM audit_personal WHERE entry_id = 6", "phone of audit entry 6 is missing"),
        ("UPDATE audit_personal SET erased_at = now(), entry_id = 999 WHERE entry_id = 6", "entry 999 was changed"),
        ("DELETE FROM audit_seal WHERE id = 2", "audit seal 3 does not continue the chain"),
        ("UPDATE audit_seal SET root = sha256('x') WHERE id = 1", "audit seal 1 does not continue the chain"),
        ("UPDATE audit_seal SET at = now() + interval '1 day' WHERE id = 1", "audit seal 1 does not continue"),
    ],
)
def test_c49_what_the_owner_changes_is_found(statement: str, finding: str) -> None:
    wrote(10)
    seal()
    assert verify() == []

    with owner_session() as owner:
        owner.execute(statement)

    assert any(finding in found for found in verify()), verify()


def test_an_entry_slipped_in_later_is_found() -> None:
    wrote(4)
    with owner_session() as owner:
        owner.execute("SELECT setval('audit_entry_id_seq', 10)")
    wrote(1)
    seal()

    with owner_session() as owner:
        owner.execute(
            """INSERT INTO audit_entry (id, at, actor_name, actor_kind, request_id, entity, action, changes, meta)
               VALUES (7, now(), 'x', 'user', 'r', 'customer', 'view', '{}', '{}')"""
        )

    assert verify() == ["audit entries 5 to 11 are 2 instead of 1 after seal 2"]


def test_c43_the_chain_stays_valid_after_an_erasure() -> None:
    wrote(6)
    seal()

    assert erase(system(), "contact", 3) == 1
    seal()

    assert verify() == []
    assert AuditEntry.objects.filter(action="erase").count() == 1
