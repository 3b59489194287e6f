"""What is sent about team members → members, with every problem named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.platform.access import shares
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.access.scope import may
from kezhou.platform.entities.compiled import CompiledEntity

MAX_MEMBERS = 50
"""People in one call and on one record."""
WORDS = ("user", "kind", "write", "until", "children")


@dataclass(frozen=True, slots=True)
class Member:
    """One person and what the record is open for. `until` is the last day, None for ever; `children` None is all."""

    user: int
    kind: str = "assistant"
    write: bool = False
    until: date | None = None
    children: Sequence[str] | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "user": self.user,
            "kind": self.kind,
            "write": self.write,
            "until": self.until.isoformat() if self.until else None,
            "children": None if self.children is None else list(self.children),
        }


def members(ctx: Ctx, entity: CompiledEntity, data: Any, *, empty: bool = False) -> list[Member]:
    """`[{user, kind?, write?, until?, children?}]` → members. Raises `Invalid`, paths `members.<n>.<word>`."""
    if not isinstance(data, list) or not (data or empty) or len(data) > MAX_MEMBERS:
        raise _invalid(
            [FieldError("members", "not_a_list", _("Send 1 to %(limit)d members.") % {"limit": MAX_MEMBERS})]
        )
    errors: list[FieldError] = []
    found = [_member(ctx, entity, f"members.{at}", item, errors) for at, item in enumerate(data)]
    twice = len({member.user for member in found}) < len(found)
    if twice and not errors:
        errors.append(FieldError("members", "twice", _("Each person can be named once.")))
    if errors:
        raise _invalid(errors)
    return found


def users(data: Any) -> list[int]:
    """`[1, 2]` → ids of people. Raises `Invalid`, path `users`."""
    if not isinstance(data, list) or not 0 < len(data) <= MAX_MEMBERS or not all(_is_id(item) for item in data):
        raise _invalid([FieldError("users", "not_a_list", _("Send 1 to %(limit)d people.") % {"limit": MAX_MEMBERS})])
    return list(dict.fromkeys(data))


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _member(ctx: Ctx, entity: CompiledEntity, path: str, item: Any, errors: list[FieldError]) -> Member:
    if not isinstance(item, Mapping):
        errors.append(FieldError(path, "not_an_object", _("A member is an object with the person in “user”.")))
        return Member(0)
    errors += [
        FieldError(f"{path}.{str(word)[:40]}", "unknown_field", _("There is no such field."))
        for word in item
        if word not in WORDS
    ]
    member = Member(
        user=item["user"] if _is_id(item.get("user")) else 0,
        kind=_kind(item.get("kind", "assistant"), f"{path}.kind", errors),
        write=_boolean(item.get("write", False), f"{path}.write", errors),
        until=_until(ctx, item.get("until"), f"{path}.until", errors),
        children=_children(ctx, entity, item.get("children"), f"{path}.children", errors),
    )
    if problem := _unable(ctx, entity, member):
        errors.append(FieldError(f"{path}.user", *problem))
    return member


def _unable(ctx: Ctx, entity: CompiledEntity, member: Member) -> tuple[str, Any] | None:
    """Why this person could do nothing with it: a right that no role gives cannot be lent by opening a record."""
    try:
        theirs = ctx_for_user(member.user, ctx.clock) if member.user else None
    except (Forbidden, NotFound):
        theirs = None
    if theirs is None:
        return "bad_user", _("This must be an active colleague.")
    if not may(theirs, entity, "view"):
        return "cannot_view", _("This colleague's roles open no %(entity)s at all.") % {"entity": entity.label}
    if member.write and not may(theirs, entity, "update"):
        return "cannot_write", _("This colleague's roles let them change no %(entity)s.") % {"entity": entity.label}
    return None


def _kind(value: Any, path: str, errors: list[FieldError]) -> str:
    if isinstance(value, str) and value in shares.KINDS:
        return value
    known = ", ".join(shares.KINDS)
    errors.append(FieldError(path, "unknown", _("Known are: %(known)s.") % {"known": known}))
    return "assistant"


def _boolean(value: Any, path: str, errors: list[FieldError]) -> bool:
    if not isinstance(value, bool):
        errors.append(FieldError(path, "not_boolean", _("This must be true or false.")))
    return value is True


def _until(ctx: Ctx, value: Any, path: str, errors: list[FieldError]) -> date | None:
    if value is None or value == "":
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None:
        errors.append(FieldError(path, "not_a_date", _("This must be a day such as 2026-12-31.")))
    elif day < company_today(ctx.clock):
        errors.append(FieldError(path, "past", _("This day has passed.")))
    return day


def _children(
    ctx: Ctx, entity: CompiledEntity, value: Any, path: str, errors: list[FieldError]
) -> Sequence[str] | None:
    if value is None:
        return None
    known = [child.key for child in shares.children(ctx, entity)]
    if not isinstance(value, list) or any(item not in known for item in value):
        message = _("Name what opens with it: %(known)s; nothing named means all.") % {"known": ", ".join(known)}
        errors.append(FieldError(path, "unknown", message))
        return None
    return tuple(dict.fromkeys(value))


def _invalid(errors: list[FieldError]) -> Invalid:
    return Invalid(_("Some values are not right."), errors=errors)
