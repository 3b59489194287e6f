"""What follows from a person's place and roles, kept per process for as long as the epochs in its key stand (C10)."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from kezhou.kernel.ctx import Actor, Grants
from kezhou.platform.access.grants import grants_for
from kezhou.platform.base.caches import forgotten_by
from kezhou.platform.identity.hooks import is_mfa_required
from kezhou.platform.identity.persons import Person
from kezhou.platform.org.people import reports_of
from kezhou.platform.org.tree import dept_tree

CACHED_PEOPLE = 4096

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    actor: Actor
    grants: Grants
    mfa_required: bool


_cache: OrderedDict[Key, Facts] = OrderedDict()
_lock = threading.Lock()


def facts_of(person: Person) -> Facts:
    key = (person.id, person.epochs.access, person.epochs.person)
    with _lock:
        if (found := _cache.get(key)) is not None:
            _cache.move_to_end(key)
            return found
    facts = _read(person)
    with _lock:
        _cache[key] = facts
        while len(_cache) > CACHED_PEOPLE:
            _cache.popitem(last=False)
    return facts


@forgotten_by
def forget() -> None:
    """Empty the cache; for tests that roll the database back."""
    with _lock:
        _cache.clear()


def _read(person: Person) -> Facts:
    actor = Actor(
        id=person.id,
        name=person.name,
        kind="user",
        dept_id=person.department_id,
        dept_tree=dept_tree(person.department_id),
        reports=reports_of(person.id),
    )
    grants = grants_for(person.id, person.epochs.access, person.epochs.person)
    return Facts(actor=actor, grants=grants, mfa_required=is_mfa_required(person.id))
