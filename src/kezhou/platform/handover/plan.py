"""What is asked for → a plan, with every problem named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Forbidden, Invalid
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.access.scope import may
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import User
from kezhou.platform.pools.models import Pool
from kezhou.platform.query.where import where_sql

from .holdings import concerned, people_of_department
from .sources import sources

MAX_PEOPLE = 200
MAX_SUCCESSORS = 50
MAX_BY_HAND = 5_000
MAX_REASON = 300
RULES = ("equal", "round_robin", "stay", "pool")
"""What becomes of records that neither a hand nor a condition places: everybody ends with the same number, in turns,
they stay, they go into the pool."""
WORDS = (
    *("people", "department", "below", "entities", "filters", "successors", "rule", "pool", "hand", "follow"),
    *("duties", "disable", "reason"),
)


@dataclass(frozen=True, slots=True)
class Successor:
    """A colleague who takes over. `conditions`: entity → condition JSON of what this one takes first."""

    user: int
    conditions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """A checked plan. Without `people` the `filters` alone choose the records.

    `hand`: (entity, record) → successor, or None for what stays. `follow`: what is linked to a record that goes, goes
    to the same successor. `duties`: source → successor.
    """

    people: Sequence[int]
    entities: Sequence[str]
    filters: Mapping[str, Any]
    successors: Sequence[Successor]
    rule: str
    pool: Pool | None
    hand: Mapping[str, Mapping[int, int | None]]
    follow: bool
    duties: Mapping[str, int]
    disable: bool
    reason: str


class _Problems:
    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def add(self, path: str, code: str, message: Any) -> None:
        self.errors.append(FieldError(path[:60], code, message))


def parsed(ctx: Ctx, data: Mapping[str, Any]) -> Plan:
    """Raises `Invalid` with the path of what is wrong."""
    problems = _Problems()
    for name in data:
        if name not in WORDS:
            problems.add(str(name), "unknown_field", _("There is no such field."))
    people = _people(ctx, data, problems)
    known = concerned(ctx)
    filters = _conditions(ctx, known, data.get("filters") or {}, "filters", problems)
    if not people and not filters and not problems.errors:
        problems.add("people", "required", _("Say whose records, or which ones."))
    successors = _successors(ctx, known, data.get("successors"), people, problems)
    entities = _entities(known, data.get("entities"), None if people else list(filters), problems)
    users = {successor.user for successor in successors}
    pool = _pool(ctx, data, problems)
    rule = data.get("rule", "stay" if data.get("duties") and not successors else "equal")
    if rule not in RULES:
        problems.add("rule", "unknown", _("Known are: %(known)s.") % {"known": ", ".join(RULES)})
    duties = _duties(ctx, data.get("duties") or {}, people, users, problems)
    hand = _hand(known, data.get("hand") or [], users, problems)
    if rule in ("equal", "round_robin") and not successors and not problems.errors:
        problems.add("successors", "required", _("Name at least one successor."))
    reason = data.get("reason") or ""
    if not isinstance(reason, str) or len(reason) > MAX_REASON or "\x00" in reason:
        problems.add("reason", "too_long", _("A reason has at most %(limit)d characters.") % {"limit": MAX_REASON})
        reason = ""
    flags = {name: data.get(name, name == "follow") for name in ("follow", "disable")}
    for name, value in flags.items():
        if not isinstance(value, bool):
            problems.add(name, "not_boolean", _("This must be true or false."))
    if problems.errors:
        raise Invalid(_("Some values are not right."), errors=problems.errors)
    return Plan(
        people, entities, filters, successors, rule, pool, hand, bool(flags["follow"]), duties,
        bool(flags["disable"]), reason.strip(),
    )  # fmt: skip


def _active(user: Any) -> bool:
    if not is_id(user):
        return False
    return User.objects.filter(id=user, status=User.Status.ACTIVE, deleted_at__isnull=True).exists()


def is_id(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


def _people(ctx: Ctx, data: Mapping[str, Any], problems: _Problems) -> list[int]:
    given, department = data.get("people") or [], data.get("department")
    if not isinstance(given, list) or not all(is_id(item) for item in given) or len(given) > MAX_PEOPLE:
        problems.add("people", "not_a_list", _("Send at most %(limit)d people.") % {"limit": MAX_PEOPLE})
        return []
    wanted = list(dict.fromkeys(given))
    if department is not None:
        if not is_id(department) or wanted or not isinstance(data.get("below", True), bool):
            problems.add("department", "bad_department", _("Send either people or one department."))
            return []
        wanted = people_of_department(department, below=data.get("below", True))
        if not 0 < len(wanted) <= MAX_PEOPLE:
            message = _("A department of 1 to %(limit)d people can be handed over at once.") % {"limit": MAX_PEOPLE}
            problems.add("department", "bad_department", message)
            return []
    found = set(User.objects.filter(id__in=wanted, deleted_at__isnull=True).values_list("id", flat=True))
    if len(found) < len(wanted):
        problems.add("people", "bad_user", _("This person does not exist."))
    return wanted


def _entities(
    known: Mapping[str, CompiledEntity], given: Any, only: Sequence[str] | None, problems: _Problems
) -> list[str]:
    possible = list(known) if only is None else [key for key in known if key in only]
    if given is None:
        return possible
    if not isinstance(given, list) or any(key not in possible for key in given):
        problems.add("entities", "unknown", _("Known are: %(known)s.") % {"known": ", ".join(possible)})
        return []
    return [key for key in possible if key in given]


def _conditions(
    ctx: Ctx, known: Mapping[str, CompiledEntity], given: Any, path: str, problems: _Problems
) -> dict[str, Any]:
    """Entity → condition, each compiled once with the actor's own field rights."""
    if not isinstance(given, dict) or any(key not in known for key in given):
        problems.add(path, "unknown", _("Known are: %(known)s.") % {"known": ", ".join(known)})
        return {}
    kept = {}
    for key, condition in given.items():
        if condition is None:
            continue
        try:
            where_sql(ctx, known[key], parse(condition))
            kept[key] = condition
        except (BadRequest, Forbidden) as problem:
            problems.add(f"{path}.{key}", "bad_condition", problem.message or _("This is no condition."))
    return kept


def _successors(
    ctx: Ctx, known: Mapping[str, CompiledEntity], given: Any, people: Sequence[int], problems: _Problems
) -> list[Successor]:
    given = [] if given is None else given
    if not isinstance(given, list) or len(given) > MAX_SUCCESSORS:
        message = _("Send at most %(limit)d successors.") % {"limit": MAX_SUCCESSORS}
        problems.add("successors", "not_a_list", message)
        return []
    found = []
    for at, item in enumerate(given):
        path = f"successors.{at}"
        if not isinstance(item, dict) or set(item) - {"user", "conditions"} or not is_id(item.get("user")):
            problems.add(f"{path}.user", "bad_user", _("This must be an active colleague."))
            continue
        conditions = _conditions(ctx, known, item.get("conditions") or {}, f"{path}.conditions", problems)
        if problem := _unable(ctx, item["user"], people, known.get("customer")):
            problems.add(f"{path}.user", *problem)
        found.append(Successor(item["user"], conditions))
    if len({successor.user for successor in found}) < len(found):
        problems.add("successors", "twice", _("Each person can be named once."))
    return found


def _unable(ctx: Ctx, user: int, people: Sequence[int], main: CompiledEntity | None) -> tuple[str, Any] | None:
    if user in people:
        return "is_source", _("Nobody hands over to themselves.")
    try:
        theirs = ctx_for_user(user, ctx.clock)
    except Forbidden:
        return "bad_user", _("This must be an active colleague.")
    if main is not None and not may(theirs, main, "view"):
        return "cannot_view", _("This colleague's roles open no %(entity)s at all.") % {"entity": main.label}
    return None


def _pool(ctx: Ctx, data: Mapping[str, Any], problems: _Problems) -> Pool | None:
    given = data.get("pool")
    pool = Pool.objects.filter(id=given, active=True).first() if is_id(given) else None
    if given is not None and pool is None:
        problems.add("pool", "no_such_pool", _("This pool does not exist."))
    if given is None and data.get("rule") == "pool":
        problems.add("pool", "required", _("Say into which pool it goes."))
    return pool


def _hand(
    known: Mapping[str, CompiledEntity], given: Any, users: set[int], problems: _Problems
) -> dict[str, dict[int, int | None]]:
    """`[{entity, ids, to: successor | null}]`."""
    placed: dict[str, dict[int, int | None]] = {}
    if not isinstance(given, list):
        problems.add("hand", "not_a_list", _("This must be a list of {entity, ids, to}."))
        return placed
    for at, item in enumerate(given):
        shaped = isinstance(item, dict) and set(item) == {"entity", "ids", "to"} and item["entity"] in known
        if not shaped or not isinstance(item["ids"], list) or not all(is_id(id_) for id_ in item["ids"]):
            problems.add(f"hand.{at}", "bad_line", _("This must be a list of {entity, ids, to}."))
        elif item["to"] is not None and item["to"] not in users:
            problems.add(f"hand.{at}.to", "no_successor", _("This is none of the successors."))
        else:
            placed.setdefault(item["entity"], {}).update(dict.fromkeys(item["ids"], item["to"]))
    if sum(len(lines) for lines in placed.values()) > MAX_BY_HAND:
        message = _("At most %(limit)d records can be placed by hand.") % {"limit": MAX_BY_HAND}
        problems.add("hand", "too_many", message)
    return placed


def _duties(ctx: Ctx, given: Any, people: Sequence[int], users: set[int], problems: _Problems) -> dict[str, int]:
    if not isinstance(given, dict) or any(key not in sources for key in given):
        problems.add("duties", "unknown", _("Known are: %(known)s.") % {"known": ", ".join(sources)})
        return {}
    kept = {key: user for key, user in given.items() if user is not None}
    for key, user in kept.items():
        if not people:
            problems.add(f"duties.{key}", "no_people", _("Duties belong to people: name them."))
        elif not sources[key].may(ctx):
            problems.add(f"duties.{key}", "no_right", _("You may not pass this on."))
        elif user in people:
            problems.add(f"duties.{key}", "is_source", _("Nobody hands over to themselves."))
        elif user not in users and not _active(user):
            problems.add(f"duties.{key}", "bad_user", _("This must be an active colleague."))
    return kept
