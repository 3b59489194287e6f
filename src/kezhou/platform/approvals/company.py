"""The company as strategies ask about it: each question to the database, or all of it read at once.

The second way serves the checker and the simulation, which ask for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from kezhou.platform.base.sql import fetch_all
from kezhou.platform.org.people import MAX_REPORTING_DEPTH

_CAN_ACT = "u.status = 'active' AND u.deleted_at IS NULL"
_ACTIVE = f"SELECT u.id FROM org_user u WHERE u.id = ANY(%s) AND {_CAN_ACT}"  # noqa: S608
_ROLE = f"""
SELECT u.id, u.department_id FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
JOIN org_user u ON u.id = ur.user_id WHERE r.id = %s AND r.deleted_at IS NULL AND {_CAN_ACT}
ORDER BY u.sort_key, u.id"""  # noqa: S608
_POSITION = f"""
SELECT u.id, u.department_id FROM org_user u WHERE u.position_id = %s AND {_CAN_ACT}
ORDER BY u.sort_key, u.id"""  # noqa: S608
_LINE = f"""
SELECT c.ancestor_id, d.leader_id, coalesce({_CAN_ACT}, FALSE) FROM org_departmentclosure c
JOIN org_department d ON d.id = c.ancestor_id LEFT JOIN org_user u ON u.id = d.leader_id
WHERE c.descendant_id = %s ORDER BY c.depth"""  # noqa: S608
_SUPERIORS = f"""
WITH RECURSIVE line (id, superior_id, depth) AS (
  SELECT id, superior_id, 0 FROM org_user WHERE id = %s
  UNION ALL
  SELECT u.id, u.superior_id, line.depth + 1 FROM org_user u JOIN line ON u.id = line.superior_id WHERE line.depth < %s
) CYCLE id SET is_circle USING path
SELECT line.id FROM line JOIN org_user u ON u.id = line.id WHERE depth > 0 AND NOT is_circle AND {_CAN_ACT}
ORDER BY depth"""  # noqa: S608

_ALL_USERS = f"""
SELECT u.id, u.department_id, u.superior_id, u.position_id, {_CAN_ACT}, u.name FROM org_user u
ORDER BY u.sort_key, u.id"""  # noqa: S608
_ALL_DEPARTMENTS = "SELECT id, parent_id, leader_id FROM org_department WHERE deleted_at IS NULL"
_ALL_ROLES = """
SELECT ur.role_id, ur.user_id FROM access_userrole ur JOIN access_role r ON r.id = ur.role_id
WHERE r.deleted_at IS NULL"""

Person = tuple[int, int | None]
"""Id and main department."""


class Company(Protocol):
    def active(self, ids: Sequence[int]) -> set[int]:
        """Those of the people who can sign in."""
        ...

    def role(self, role_id: int) -> Sequence[Person]: ...

    def position(self, position_id: int) -> Sequence[Person]: ...

    def line(self, dept: int) -> Sequence[tuple[int, int | None]]:
        """The department and those above it with their leaders, the nearest first; no leader where that one left."""
        ...

    def superiors(self, user: int) -> Sequence[int]:
        """Who stands above, the nearest first, without leavers."""
        ...


class Asked:
    """Each question is one statement."""

    def active(self, ids: Sequence[int]) -> set[int]:
        return {row[0] for row in fetch_all(_ACTIVE, (list(ids),))} if ids else set()

    def role(self, role_id: int) -> Sequence[Person]:
        return [(row[0], row[1]) for row in fetch_all(_ROLE, (role_id,))]

    def position(self, position_id: int) -> Sequence[Person]:
        return [(row[0], row[1]) for row in fetch_all(_POSITION, (position_id,))]

    def line(self, dept: int) -> Sequence[tuple[int, int | None]]:
        return [(row[0], row[1] if row[2] else None) for row in fetch_all(_LINE, (dept,))]

    def superiors(self, user: int) -> Sequence[int]:
        return [row[0] for row in fetch_all(_SUPERIORS, (user, MAX_REPORTING_DEPTH))]


class Snapshot:
    """Everybody, read with three statements."""

    def __init__(self) -> None:
        rows = fetch_all(_ALL_USERS)
        self.people: dict[int, Sequence[Any]] = {row[0]: row for row in rows}
        """Id → (id, department, superior, position, can act, name), in the order of names."""
        self.departments = {row[0]: (row[1], row[2]) for row in fetch_all(_ALL_DEPARTMENTS)}
        self.roles: dict[int, set[int]] = {}
        for role, user in fetch_all(_ALL_ROLES):
            self.roles.setdefault(role, set()).add(user)

    def can_act(self, user: int | None) -> bool:
        return user in self.people and bool(self.people[user][4])

    def active(self, ids: Sequence[int]) -> set[int]:
        return {user for user in ids if self.can_act(user)}

    def role(self, role_id: int) -> Sequence[Person]:
        held = self.roles.get(role_id, set())
        return [(row[0], row[1]) for row in self.people.values() if row[0] in held and row[4]]

    def position(self, position_id: int) -> Sequence[Person]:
        return [(row[0], row[1]) for row in self.people.values() if row[3] == position_id and row[4]]

    def line(self, dept: int) -> Sequence[tuple[int, int | None]]:
        found: list[tuple[int, int | None]] = []
        at: int | None = dept
        while at is not None and at in self.departments and all(at != known for known, _leader in found):
            parent, leader = self.departments[at]
            found.append((at, leader if self.can_act(leader) else None))
            at = parent
        return found

    def superiors(self, user: int) -> Sequence[int]:
        found: list[int] = []
        seen, at = {user}, user
        while at in self.people and len(seen) <= MAX_REPORTING_DEPTH:
            above = self.people[at][2]
            if above is None or above in seen:
                break
            seen.add(above)
            found += [above] if self.can_act(above) else []
            at = above
        return found


ASKED = Asked()
