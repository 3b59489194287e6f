"""What is sent to set pools up → values, with every problem named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Invalid
from kezhou.platform.access.models import Role
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import Department, User
from kezhou.platform.query.where import rule_sql

from .facts import exemptions, recycle_facts
from .models import Pool, PoolLimit, PoolMember, PoolRule

MAX_NAME = 60
MAX_COLUMNS = 60
MAX_NUMBER = 100_000
HOLDERS = ("user", "role", "department")
OPTIONAL_NUMBERS = ("claims_per_day", "claims_per_week", "views_per_day", "ex_owner_days", "new_days")
RULE_WORDS = (
    *("name", "active", "order", "basis", "fact", "days", "on_date", "condition", "exceptions", "spared"),
    *("protect_days", "warn_days"),
)
POOL_WORDS = ("name", "active", "order", "columns", "masked", "is_default", *OPTIONAL_NUMBERS)

_NUMBER = _("This must be a whole number from 0 to %(limit)d.") % {"limit": MAX_NUMBER}
_BOOLEAN = _("This must be true or false.")


@dataclass(frozen=True, slots=True)
class Member:
    """Who belongs to a pool: exactly one of person, role and department, by id."""

    holder: str
    id: int
    is_admin: bool = False

    @staticmethod
    def of(row: PoolMember) -> Member:
        holder = next(name for name in HOLDERS if getattr(row, f"{name}_id") is not None)
        return Member(holder, getattr(row, f"{holder}_id"), row.is_admin)

    def row(self, pool: Pool) -> PoolMember:
        return PoolMember(pool=pool, is_admin=self.is_admin, **{f"{self.holder}_id": self.id})

    def to_json(self) -> dict[str, Any]:
        return {self.holder: self.id, "is_admin": self.is_admin}


class Problems:
    """Collects what is wrong; `stop` raises it all at once."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def add(self, path: str, code: str, message: Any) -> None:
        self.errors.append(FieldError(path[:60], code, message))

    def unknown(self, data: Mapping[str, Any], *known: str) -> None:
        for name in data:
            if name not in known:
                self.add(str(name), "unknown_field", _("There is no such field."))

    def number(self, path: str, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_NUMBER:
            return value
        self.add(path, "not_a_number", _NUMBER)
        return 0

    def boolean(self, path: str, value: Any) -> bool:
        if not isinstance(value, bool):
            self.add(path, "not_boolean", _BOOLEAN)
        return value is True

    def name(self, path: str, value: Any) -> str:
        text = value.strip() if isinstance(value, str) else ""
        if not text or len(text) > MAX_NAME or "\x00" in text:
            self.add(path, "bad_name", _("A name has 1 to %(limit)d characters.") % {"limit": MAX_NAME})
        return text

    def condition(self, ctx: Ctx, entity: CompiledEntity, path: str, value: Any) -> Any:
        """A condition is compiled once, so that what is stored can be run."""
        if value is not None:
            try:
                rule_sql(ctx, entity, value, new=True)
            except BadRequest as problem:
                self.add(path, "bad_condition", problem.message or _("This is no condition."))
        return value

    def texts(self, path: str, value: Any, known: Mapping[str, Any]) -> list[str]:
        if not isinstance(value, list) or len(value) > MAX_COLUMNS or not all(isinstance(v, str) for v in value):
            self.add(path, "not_a_list", _("This must be a list of names."))
            return []
        for at, name in enumerate(value):
            if name not in known:
                self.add(f"{path}.{at}", "unknown_name", _("There is no such field."))
        return list(dict.fromkeys(value))

    def stop(self) -> None:
        if self.errors:
            raise Invalid(_("Some values are not right."), errors=self.errors)


def pooled(ctx: Ctx, key: Any) -> CompiledEntity:
    """The entity, once it is sure that its records can lie in a pool. Raises `Invalid` (path `entity`)."""
    entity = registry.all_entities(ctx).get(key) if isinstance(key, str) else None
    if entity is None or not entity.moves_alone:
        message = _("Records of this kind lie in no pools.")
        raise Invalid(message, errors=[FieldError("entity", "not_pooled", message)])
    return entity


def pool(ctx: Ctx, data: Mapping[str, Any], entity: str | None) -> tuple[dict[str, Any], list[Member] | None]:
    """Columns of a pool and, where they were sent, its members. `entity` None: a new pool, which names its own."""
    problems = Problems()
    new = entity is None
    about = pooled(ctx, data.get("entity") if new else entity)
    problems.unknown(data, *POOL_WORDS, "members", *(["entity"] if new else []))
    values: dict[str, Any] = {"entity": about.key} if new else {}
    if new or "name" in data:
        values["name"] = problems.name("name", data.get("name"))
    for name in ("active", "masked", "is_default"):
        if name in data:
            values[name] = problems.boolean(name, data[name])
    if "order" in data:
        values["order"] = problems.number("order", data["order"])
    for name in OPTIONAL_NUMBERS:
        if name in data:
            values[name] = None if data[name] is None else problems.number(name, data[name])
    if "columns" in data:
        values["columns"] = problems.texts("columns", data["columns"], about.fields)
    members = _members(problems, data["members"]) if "members" in data else None
    problems.stop()
    return values, members


def rule(ctx: Ctx, about: Pool, data: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Columns of a rule; what was not sent stays as it was."""
    problems = Problems()
    entity = registry.entity(ctx, about.entity)
    problems.unknown(data, *RULE_WORDS)
    values = dict(before or {})
    if before is None or "name" in data:
        values["name"] = problems.name("name", data.get("name"))
    if "active" in data:
        values["active"] = problems.boolean("active", data["active"])
    for name in ("order", "days", "protect_days", "warn_days"):
        if name in data:
            values[name] = problems.number(name, data[name])
    for name in ("condition", "exceptions"):
        if name in data:
            values[name] = problems.condition(ctx, entity, name, data[name])
    if "spared" in data:
        values["spared"] = problems.texts("spared", data["spared"], exemptions)
    if "basis" in data:
        values["basis"] = data["basis"]
    if "fact" in data:
        values["fact"] = data["fact"]
    if "on_date" in data:
        values["on_date"] = _date(problems, data["on_date"])
    _basis(problems, ctx, entity, values)
    problems.stop()
    return values


def _basis(problems: Problems, ctx: Ctx, entity: CompiledEntity, values: dict[str, Any]) -> None:
    basis = values.setdefault("basis", PoolRule.Basis.WITHOUT.value)
    if basis not in PoolRule.Basis.values:
        problems.add("basis", "unknown_basis", _("The basis is without, after or on."))
    elif basis == PoolRule.Basis.ON:
        values["fact"] = ""
        if values.get("on_date") is None:
            problems.add("on_date", "required", _("Say on which day."))
    else:
        values["on_date"] = None
        known = recycle_facts.get(values["fact"]) if isinstance(values.get("fact"), str) else None
        if known is None or known.moment(ctx, entity, "t") is None:
            problems.add("fact", "unknown_fact", _("Nothing of this kind is known of these records."))
        if not values.get("days"):
            problems.add("days", "required", _("Say after how many days."))


def limits(ctx: Ctx, key: str, items: Any, most: int) -> list[PoolLimit]:
    """Rows of `PoolLimit`, not saved."""
    problems = Problems()
    entity = pooled(ctx, key)
    if not isinstance(items, list) or len(items) > most:
        problems.add("items", "not_a_list", _("Send a list of at most %(limit)d.") % {"limit": most})
        problems.stop()
    rows = []
    named: list[Member] = []
    for at, item in enumerate(items):
        path = f"items.{at}"
        if (holder := _holder(problems, path, item, "holdings", "condition")) is None:
            continue
        if holder in named:
            problems.add(path, "twice", _("This one is named twice."))
        named.append(holder)
        rows.append(
            PoolLimit(
                entity=entity.key,
                holdings=problems.number(f"{path}.holdings", item.get("holdings")),
                condition=problems.condition(ctx, entity, f"{path}.condition", item.get("condition")),
                **{f"{holder.holder}_id": holder.id},
            )
        )
    _exist(problems, "items", named)
    problems.stop()
    return rows


def limit_json(row: PoolLimit) -> dict[str, Any]:
    holder = next(name for name in HOLDERS if getattr(row, f"{name}_id") is not None)
    return {holder: getattr(row, f"{holder}_id"), "holdings": row.holdings, "condition": row.condition}


def _members(problems: Problems, items: Any) -> list[Member]:
    if not isinstance(items, list):
        problems.add("members", "not_a_list", _("This must be a list of members."))
        return []
    found = []
    for at, item in enumerate(items):
        if (holder := _holder(problems, f"members.{at}", item, "is_admin")) is not None:
            is_admin = problems.boolean(f"members.{at}.is_admin", item.get("is_admin", False))
            found.append(Member(holder.holder, holder.id, is_admin))
    _exist(problems, "members", found)
    return found


def _holder(problems: Problems, path: str, item: Any, *others: str) -> Member | None:
    named = [name for name in HOLDERS if isinstance(item, dict) and item.get(name) is not None]
    known = isinstance(item, dict) and set(item) <= {*HOLDERS, *others}
    if len(named) != 1 or not known or not isinstance(item[named[0]], int) or isinstance(item[named[0]], bool):
        problems.add(path, "bad_holder", _("Name exactly one of user, role and department by its id."))
        return None
    return Member(named[0], item[named[0]])


def _exist(problems: Problems, path: str, named: Sequence[Member]) -> None:
    for holder, model in zip(HOLDERS, (User, Role, Department), strict=True):
        ids = {member.id for member in named if member.holder == holder}
        known = set(model.objects.filter(id__in=ids, deleted_at__isnull=True).values_list("id", flat=True))  # type: ignore[attr-defined]
        if ids - known:
            problems.add(path, "no_such_record", _("One of those named does not exist."))


def _date(problems: Problems, value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        problems.add("on_date", "not_a_date", _("This must be a date such as 2026-11-22."))
        return None
