"""What a person may do, said a second time and as simply as possible: no SQL, no cache, no code of the product.

The permission matrix compares the product with this. Whoever changes a rule of access changes it here too, and says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    department: str
    reports: Sequence[str] = ()


ASKER = Someone("asker", "north", reports=("report",))
OWNERS: Mapping[str, str] = {
    "asker": "north", "colleague": "north", "below": "north-inner", "report": "south", "stranger": "south",
}  # fmt: skip
"""Owner of a record → the owner's department, and so the record's."""
BELOW: Mapping[str, Sequence[str]] = {
    "north": ("north", "north-inner"),
    "north-inner": ("north-inner",),
    "south": ("south",),
}
CHOSEN = "south"
"""The department of the level `depts` in these tests."""


def reaches(who: Someone, level: str, owner: str) -> bool:
    """Whether a level of this person's role opens a record of this owner."""
    department = OWNERS[owner]
    return {
        "none": False,
        "own": owner == who.name,
        "own_and_reports": owner == who.name or owner in who.reports,
        "dept": department == who.department,
        "dept_tree": department in BELOW[who.department],
        "depts": department in BELOW[CHOSEN],
        "all": True,
    }[level]


def status(who: Someone, view: str, action: str, owner: str, done: int) -> set[int]:
    """The answers that are right for a call on one record, given the levels for seeing it and for doing this to it."""
    if view == "none":
        return {403, 404}  # the same for every id, which is tested beside this
    if not reaches(who, view, owner):
        return {404}
    return {done} if reaches(who, action, owner) else {403}


# -- what lies in a pool ---------------------------------------------------------------------------------------------

STANDINGS = ("outsider", "member", "administrator")
"""What somebody is to a pool."""


def seen_in_pool(standing: str, view: str, author: str | None = None) -> bool:
    """Nobody owns what lies in a pool, so no level but “all” reaches it; members see it, if they may see any at all.

    What somebody wrote stays theirs: who reaches the author reads it wherever it lies."""
    if author is not None and reaches(ASKER, view, author):
        return True
    return view == "all" or (view != "none" and standing != "outsider")


def status_in_pool(
    standing: str, view: str, action: str, done: int, *, looks: bool = False, author: str | None = None
) -> set[int]:
    """The right answers of a generic call on one record in a pool. `looks`: the call asks for seeing alone."""
    if view == "none":
        return {403, 404}
    if not seen_in_pool(standing, view, author):
        return {404}
    return {done} if looks or action == "all" or (author and reaches(ASKER, action, author)) else {403}


def verb_in_pool(standing: str, view: str, assign: str, verb: str) -> set[int]:
    """The right answers of the pool's own verbs on a record that lies in the pool."""
    if view == "none":
        return {403, 404}  # the same for every id
    if not seen_in_pool(standing, view):
        return {404}
    decides = assign == "all" or standing == "administrator"
    return {
        "claim": {200} if standing != "outsider" else {403},
        "release": {409},  # it lies in a pool already
        "hold": {409} if assign == "all" else {403},
        "extend": {403},  # only its owner asks for more time, and it has none
        "assign": {200} if decides else {403},
        "transfer": {200} if decides else {403},
    }[verb]
