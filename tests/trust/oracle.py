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
