"""Who a session or token stands for, read in the statement that proves it; and the same person for a job (C13)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kezhou.platform.base.sql import fetch_one
from kezhou.platform.org.epochs import EPOCH_JOIN, Epochs

from . import passwords

PERSON_COLUMNS = (
    "u.id, u.username, u.name, u.staff_no, u.department_id, d.name, u.position_id, p.name, u.locale, u.tz, u.theme,"
    " u.name_display, u.must_change_password, u.password_changed_at, u.totp_confirmed_at is not null,"
    " u.access_epoch, e.schema, e.access"
)

PERSON_JOINS = (
    "left join org_department d on d.id = u.department_id"
    f" left join org_position p on p.id = u.position_id {EPOCH_JOIN}"
)

PERSON_ACTIVE = "u.status = 'active' and u.deleted_at is null"

PERSON_WIDTH = 18


@dataclass(frozen=True, slots=True)
class Person:
    """An active person with their place in the company and the epochs that their cached rights are valid for."""

    id: int
    username: str
    name: str
    staff_no: str
    department_id: int | None
    department: str | None
    position_id: int | None
    position: str | None
    locale: str
    tz: str
    theme: str
    name_display: str
    must_change_password: bool
    has_totp: bool
    epochs: Epochs


def person_of(row: tuple[Any, ...], now: datetime) -> Person:
    """From the `PERSON_COLUMNS` of one row."""
    flagged, changed_at, has_totp, person_epoch, schema, access = row[12:]
    return Person(
        id=row[0],
        username=row[1],
        name=row[2],
        staff_no=row[3],
        department_id=row[4],
        department=row[5],
        position_id=row[6],
        position=row[7],
        locale=row[8],
        tz=row[9],
        theme=row[10],
        name_display=row[11],
        must_change_password=passwords.must_change(flagged, changed_at, now),
        has_totp=has_totp,
        epochs=Epochs(schema=schema, access=access, person=person_epoch),
    )


def load(user_id: int, now: datetime) -> Person | None:
    """The person as they stand now, None when they are no longer active: a job asks before every chunk of its work."""
    return _one("where u.id = %s", user_id, now)


def load_by_username(username: str, now: datetime) -> Person | None:
    return _one("where lower(u.username) = lower(%s)", username, now)


def _one(where: str, key: int | str, now: datetime) -> Person | None:
    # Only constants of this file are joined into the text.
    sql = f"select {PERSON_COLUMNS} from org_user u {PERSON_JOINS} {where} and {PERSON_ACTIVE}"  # noqa: S608
    row = fetch_one(sql, (key,))
    return None if row is None else person_of(row, now)
