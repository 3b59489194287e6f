"""C02 stands on this: that a fingerprint sees what changed, and nothing else."""

from django.db import connection, transaction

from kezhou.platform.fields.models import Dictionary

from .fingerprint import fingerprint
from .world import World


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _changed(before: dict[str, str]) -> list[str]:
    after = fingerprint()
    return sorted(name for name in before if before[name] != after[name])


def test_every_kind_of_write_is_seen_and_one_taken_back_is_none(world: World) -> None:
    id_, caller = world.record("asker"), world.caller("asker")
    before = fingerprint()
    assert {"parties_customer", "org_user", "audit_entry", "fields_dictionaryitem"} <= before.keys()
    assert fingerprint() == before

    with transaction.atomic():
        _execute(f"UPDATE parties_customer SET remarks = 'changed' WHERE id = {id_}")
        assert _changed(before) == ["parties_customer"]
        transaction.set_rollback(True)
    assert _changed(before) == []

    assert caller.get("customer").status_code == 403  # writes only when the token was used
    assert _changed(before) == []
    _execute(f"UPDATE parties_customer SET remarks = 'changed' WHERE id = {id_}")
    assert _changed(before) == ["parties_customer"]
    new = Dictionary.objects.create(key="new", label="new")
    assert _changed(before) == ["fields_dictionary", "parties_customer"]
    new.delete()
    assert _changed(before) == ["parties_customer"]
    assert "parties_customer" not in fingerprint(ignored=("parties_customer",))
