"""A flow as the designer draws it: what happens to a request, node after node, with branches that join again.

JSON (see `docs/guide/approvals.md`):

    {"nodes": [NODE, …], "repeat": "ask|skip|adjacent", "withdraw": "always|untouched|never"}

    {"type": "approve", "key", "name", "who": [WHO], "mode": "all|any|turn|share", "share": 60,
     "comment": true, "sign": true, "empty": "pass|admin|people", "empty_people": [1], "self": "refuse|allow",
     "edit": ["discount_rate"], "hide": ["cost", "$lines.unit_price"],
     "timeout": {"hours": 24, "action": "remind|pass|reject|transfer", "to": 1, "working": true}}
    {"type": "cc", "key", "name", "who": [WHO]}
    {"type": "branch", "key", "name", "columns": [{"key", "name", "when": CONDITION | null, "nodes": [NODE]}]}
    {"type": "end", "key", "name", "outcome": "approved|rejected"}

`parse` checks the shape only, so that half a flow can be kept as a draft; whether it makes sense says `check`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

MODES = ("all", "any", "turn", "share")
"""会签, 或签, 依次, by percentage."""
STRATEGIES = ("people", "role", "head", "superior", "superiors", "position", "field", "chosen")
REPEATS = ("ask", "skip", "adjacent")
"""Who approved already is asked again, is not asked again, or not in the step right after."""
WITHDRAWALS = ("always", "untouched", "never")
EMPTY_RULES = ("pass", "admin", "people")
SELF_RULES = ("refuse", "allow")
TIMEOUT_ACTIONS = ("remind", "pass", "reject", "transfer")
OUTCOMES = ("approved", "rejected")


@dataclass(frozen=True, slots=True)
class Who:
    """One way to find people. Which of the words count depends on the type:

    `people` the `users`; `role` and `position` everybody with the `id`, with `near` only those in the nearest
    department from the starter's own upwards; `head` the `level`-th head of a department from the starter's own
    upwards; `superior` the `level`-th superior; `superiors` the first `level` of them, one after the other; `field` who
    stands in the `field`; `chosen` up to `level` people whom the starter names.
    """

    type: str
    users: tuple[int, ...] = ()
    id: int = 0
    level: int = 1
    field: str = ""
    near: bool = False


@dataclass(frozen=True, slots=True)
class Timeout:
    """What happens to a task that nobody has decided after so many hours; with `working` days off do not count."""

    hours: int
    action: str
    to: int = 0
    working: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """An approval node."""

    key: str
    name: str
    who: tuple[Who, ...] = ()
    mode: str = "any"
    share: int = 100
    """For mode `share`: how many of a hundred have to approve."""
    comment: bool = False
    """Whether an approval needs a comment too."""
    sign: bool = False
    """Whether whoever approves signs by hand."""
    empty: str = "admin"
    empty_people: tuple[int, ...] = ()
    self_rule: str = "refuse"
    """Whether the starter may decide where the strategy leads to the starter."""
    edit: tuple[str, ...] = ()
    """Fields of the document that the approver may change while approving."""
    hide: tuple[str, ...] = ()
    """What the approver is not told of the document: fields, `$lines` all its lines, `$lines.price` a column."""
    timeout: Timeout | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A 抄送 node: who is told, without deciding."""

    key: str
    name: str
    who: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The run ends here, before the flow does."""

    key: str
    name: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Column:
    """One way of a branch; `when` is condition JSON, None the way for everything else."""

    key: str
    name: str
    when: Mapping[str, Any] | None
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """The first column whose condition holds is taken."""

    key: str
    name: str
    columns: tuple[Column, ...]


Node: TypeAlias = "Decision | Copy | End | Branch"
Stop: TypeAlias = "Decision | Copy | End"
"""A node at which something happens."""


@dataclass(frozen=True, slots=True)
class Flow:
    nodes: tuple[Node, ...]
    repeat: str = "skip"
    withdraw: str = "always"


def every(nodes: Sequence[Node]) -> Iterator[Node]:
    """All nodes, in the order in which they stand."""
    for node in nodes:
        yield node
        if isinstance(node, Branch):
            for column in node.columns:
                yield from every(column.nodes)


def find(flow: Flow, key: str) -> Node | None:
    return next((node for node in every(flow.nodes) if node.key == key), None)


def decision(flow: Flow, key: str) -> Decision:
    """The approval node of that key. Raises `LookupError`."""
    node = find(flow, key)
    if not isinstance(node, Decision):
        raise LookupError(f"the flow has no approval node {key!r}")
    return node
