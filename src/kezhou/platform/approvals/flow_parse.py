"""JSON → `Flow`: the shape is right, every word is known, nothing is too large. All problems are named at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel import condition
from kezhou.kernel.errors import BadRequest, FieldError, Invalid

from .flow import (
    EMPTY_RULES,
    MODES,
    OUTCOMES,
    REPEATS,
    SELF_RULES,
    STRATEGIES,
    TIMEOUT_ACTIONS,
    WITHDRAWALS,
    Branch,
    Column,
    Copy,
    Decision,
    End,
    Flow,
    Node,
    Timeout,
    Who,
)

MAX_NODES = 100
MAX_DEPTH = 5
"""Branches inside branches."""
MAX_COLUMNS = 12
MAX_STRATEGIES = 8
MAX_PEOPLE = 50
MAX_LEVEL = 10
MAX_EDIT = 30
MAX_HIDE = 60
MAX_HOURS = 24 * 90
MAX_NAME = 60
MAX_ID = 2**63 - 1

_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,62}")
_HIDDEN = re.compile(r"[a-z][a-z0-9_]{0,62}|\$[a-z][a-z0-9_]{0,62}(\.[a-z][a-z0-9_]{0,62})?")
_WORDS = {
    "approve": (
        *("type", "key", "name", "who", "mode", "share", "comment", "sign", "empty", "empty_people", "self", "edit"),
        *("hide", "timeout"),
    ),
    "cc": ("type", "key", "name", "who"),
    "branch": ("type", "key", "name", "columns"),
    "end": ("type", "key", "name", "outcome"),
}


def parse(source: Any) -> Flow:
    """Raises `Invalid` with a path such as `nodes.2.columns.0.when` for each thing that is wrong."""
    reader = _Reader()
    data = reader.object(source, "definition", ("nodes", "repeat", "withdraw"))
    flow = Flow(
        nodes=reader.nodes(data.get("nodes", []), "nodes", 0),
        repeat=reader.choice(data, "repeat", REPEATS, "skip", ""),
        withdraw=reader.choice(data, "withdraw", WITHDRAWALS, "always", ""),
    )
    if reader.errors:
        raise Invalid(_("The flow cannot be read."), code="bad_flow", errors=reader.errors)
    return flow


class _Reader:
    def __init__(self) -> None:
        self.errors: list[FieldError] = []
        self.keys: set[str] = set()

    def wrong(self, path: str, code: str, message: Any, **params: Any) -> None:
        self.errors.append(FieldError(path, code, message % params if params else message, params))

    def object(self, source: Any, path: str, known: Sequence[str]) -> Mapping[str, Any]:
        if not isinstance(source, Mapping):
            self.wrong(path, "not_an_object", _("This must be an object."))
            return {}
        for word in source:
            if word not in known:
                words = {"name": str(word)[:60], "known": ", ".join(known)}
                self.wrong(path, "unknown_word", _("Unknown word “%(name)s”. Known are: %(known)s."), **words)
        return source

    def list(self, source: Any, path: str, limit: int) -> Sequence[Any]:
        if source is None:
            return ()
        if not isinstance(source, list | tuple):
            self.wrong(path, "not_a_list", _("This must be a list."))
            return ()
        if len(source) > limit:
            self.wrong(path, "too_many", _("At most %(limit)d are possible here."), limit=limit)
            return ()
        return source

    def choice(self, data: Mapping[str, Any], name: str, known: Sequence[str], default: str, path: str) -> str:
        value = data.get(name, default)
        if value not in known:
            place = f"{path}.{name}" if path else name
            self.wrong(place, "unknown_choice", _("Possible are: %(known)s."), known=", ".join(known))
            return default
        return str(value)

    def number(self, value: Any, path: str, low: int, high: int, default: int) -> int:
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(path, "not_a_number", _("A whole number from %(low)d to %(high)d."), low=low, high=high)
            return default
        return value

    def flag(self, value: Any, path: str) -> bool:
        if value not in (None, True, False):
            self.wrong(path, "not_a_flag", _("This must be true or false."))
        return value is True

    def text(self, value: Any, path: str, limit: int = MAX_NAME) -> str:
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > limit or "\x00" in value:
            self.wrong(path, "bad_text", _("A text of at most %(limit)d characters."), limit=limit)
            return ""
        return value.strip()

    def key(self, value: Any, path: str) -> str:
        if not isinstance(value, str) or not _KEY.fullmatch(value):
            self.wrong(path, "bad_key", _("A key begins with a small letter; digits and _ may follow."))
            return ""
        if value in self.keys:
            self.wrong(path, "key_twice", _("Another node has this key."))
        self.keys.add(value)
        if len(self.keys) == MAX_NODES + 1:
            self.wrong(path, "too_many", _("At most %(limit)d are possible here."), limit=MAX_NODES)
        return value

    def ids(self, source: Any, path: str) -> tuple[int, ...]:
        found = [
            self.number(one, f"{path}.{at}", 1, MAX_ID, 0) for at, one in enumerate(self.list(source, path, MAX_PEOPLE))
        ]
        return tuple(dict.fromkeys(one for one in found if one))

    def fields(self, source: Any, path: str, limit: int, pattern: re.Pattern[str]) -> tuple[str, ...]:
        found = self.list(source, path, limit)
        for at, name in enumerate(found):
            if not isinstance(name, str) or not pattern.fullmatch(name):
                self.wrong(f"{path}.{at}", "bad_field", _("The name of a field is expected."))
        return tuple(dict.fromkeys(name for name in found if isinstance(name, str)))

    # -- nodes --------------------------------------------------------------------------------------------------------
    def nodes(self, source: Any, path: str, depth: int) -> tuple[Node, ...]:
        if depth > MAX_DEPTH:
            self.wrong(path, "too_deep", _("Branches may lie %(limit)d deep."), limit=MAX_DEPTH)
            return ()
        found = (self.node(one, f"{path}.{at}", depth) for at, one in enumerate(self.list(source, path, MAX_NODES)))
        return tuple(node for node in found if node is not None)

    def node(self, source: Any, path: str, depth: int) -> Node | None:
        kind = source.get("type") if isinstance(source, Mapping) else None
        if not isinstance(kind, str) or kind not in _WORDS:
            self.wrong(f"{path}.type", "unknown_choice", _("Possible are: %(known)s."), known=", ".join(_WORDS))
            return None
        data = self.object(source, path, _WORDS[kind])
        key, name = self.key(data.get("key"), f"{path}.key"), self.text(data.get("name"), f"{path}.name")
        match kind:
            case "approve":
                return self.decision(data, path, key, name)
            case "cc":
                return Copy(key, name, self.whom(data.get("who"), f"{path}.who"))
            case "end":
                return End(key, name, self.choice(data, "outcome", OUTCOMES, "approved", path))
        listed = self.list(data.get("columns"), f"{path}.columns", MAX_COLUMNS)
        columns = [self.column(one, f"{path}.columns.{at}", depth) for at, one in enumerate(listed)]
        return Branch(key, name, tuple(columns))

    def decision(self, data: Mapping[str, Any], path: str, key: str, name: str) -> Decision:
        return Decision(
            key=key,
            name=name,
            who=self.whom(data.get("who"), f"{path}.who"),
            mode=self.choice(data, "mode", MODES, "any", path),
            share=self.number(data.get("share"), f"{path}.share", 1, 100, 100),
            comment=self.flag(data.get("comment"), f"{path}.comment"),
            sign=self.flag(data.get("sign"), f"{path}.sign"),
            empty=self.choice(data, "empty", EMPTY_RULES, "admin", path),
            empty_people=self.ids(data.get("empty_people"), f"{path}.empty_people"),
            self_rule=self.choice(data, "self", SELF_RULES, "refuse", path),
            edit=self.fields(data.get("edit"), f"{path}.edit", MAX_EDIT, _FIELD),
            hide=self.fields(data.get("hide"), f"{path}.hide", MAX_HIDE, _HIDDEN),
            timeout=self.timeout(data.get("timeout"), f"{path}.timeout"),
        )

    def column(self, source: Any, path: str, depth: int) -> Column:
        data = self.object(source, path, ("key", "name", "when", "nodes"))
        when = data.get("when")
        if when is not None:
            try:
                condition.parse(when, path=f"{path}.when")
            except BadRequest as problem:
                self.errors += problem.errors or [FieldError(f"{path}.when", problem.code, problem.message)]
        return Column(
            key=self.key(data.get("key"), f"{path}.key"),
            name=self.text(data.get("name"), f"{path}.name"),
            when=when,
            nodes=self.nodes(data.get("nodes", []), f"{path}.nodes", depth + 1),
        )

    def whom(self, source: Any, path: str) -> tuple[Who, ...]:
        listed = self.list(source, path, MAX_STRATEGIES)
        return tuple(self.who(one, f"{path}.{at}") for at, one in enumerate(listed))

    def who(self, source: Any, path: str) -> Who:
        data = self.object(source, path, ("type", "users", "id", "level", "field", "near"))
        field = self.text(data.get("field"), f"{path}.field")
        if field and not _FIELD.fullmatch(field):
            self.wrong(f"{path}.field", "bad_field", _("The name of a field is expected."))
        return Who(
            type=self.choice(data, "type", STRATEGIES, "people", path),
            users=self.ids(data.get("users"), f"{path}.users"),
            id=self.number(data.get("id"), f"{path}.id", 1, MAX_ID, 0),
            level=self.number(data.get("level"), f"{path}.level", 1, MAX_LEVEL, 1),
            field=field,
            near=self.flag(data.get("near"), f"{path}.near"),
        )

    def timeout(self, source: Any, path: str) -> Timeout | None:
        if source is None:
            return None
        data = self.object(source, path, ("hours", "action", "to", "working"))
        return Timeout(
            hours=self.number(data.get("hours"), f"{path}.hours", 1, MAX_HOURS, 24),
            action=self.choice(data, "action", TIMEOUT_ACTIONS, "remind", path),
            to=self.number(data.get("to"), f"{path}.to", 1, MAX_ID, 0),
            working=self.flag(data.get("working"), f"{path}.working"),
        )
