"""The counters that make a change of rights or definitions act in every process at its next call (C10).

A request reads them with its session in one statement; caches are keyed by them. There is nothing to broadcast.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from .models import Epoch, User

_BUMP = {
    "schema": "insert into org_epoch as e (id, schema, access) values (1, 2, 1)"
    " on conflict (id) do update set schema = e.schema + 1",
    "access": "insert into org_epoch as e (id, schema, access) values (1, 1, 2)"
    " on conflict (id) do update set access = e.access + 1",
}

EPOCH_JOIN = (
    "cross join (select coalesce(max(schema), 1) as schema, coalesce(max(access), 1) as access from org_epoch) e"
)
"""SQL that adds `e.schema` and `e.access` to any statement; both are 1 before the first bump."""


@dataclass(frozen=True, slots=True)
class Epochs:
    """`schema`: definitions; `access`: everybody's rights; `person`: this one person's rights."""

    schema: int
    access: int
    person: int


def bump_access(user_ids: Iterable[int] | None) -> None:
    """Make the cached rights of these people stale; `None` means everybody (a role or the tree changed)."""
    if user_ids is None:
        _bump("access")
        return
    with connection.cursor() as cursor:
        # In id order, so that two changes of overlapping groups cannot wait for each other in a circle.
        cursor.execute(
            "update org_user set access_epoch = access_epoch + 1 where id in "
            "(select id from org_user where id = any(%s) order by id for update)",
            [sorted(set(user_ids))],
        )


def bump_schema() -> None:
    """Make compiled entities stale: a definition, a custom field or a dictionary changed."""
    _bump("schema")


def _bump(counter: Literal["schema", "access"]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BUMP[counter])


def current(user_id: int | None = None) -> Epochs:
    """The counters now; `person` is 0 without a person."""
    schema, access = Epoch.objects.values_list("schema", "access").filter(id=1).first() or (1, 1)
    person = 0 if user_id is None else User.objects.values_list("access_epoch", flat=True).get(id=user_id)
    return Epochs(schema=schema, access=access, person=person)
