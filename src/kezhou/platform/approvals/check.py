"""Looks a flow over before it is published (审批流体检): nothing may be unreachable, no amount without a way, no step
without anybody, no way without an end.

Errors forbid publishing; warnings are worth a look. Each finding names its node, so that the designer shows it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.condition import fields, parse
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest
from kezhou.platform.entities import registry
from kezhou.platform.fields.spec import FieldSpec

from . import bands, facts, kinds, lines
from .bands import Bands
from .check_people import People
from .findings import ERROR, WARNING, Finding
from .flow import Branch, Column, Copy, Decision, End, Flow, Node
from .shapes import UNKNOWN, Box, box_of

MAX_WAYS = 500
"""Ways through a flow that are looked at; more are a flow that nobody understands."""


def check(ctx: Ctx, kind: str, flow: Flow) -> list[Finding]:
    """Everything that is wrong or odd, in the order of the nodes."""
    checker = _Checker(ctx, kind, facts.fields_of(ctx, kind))
    checker.row(flow.nodes, Box())
    checker.ways(flow)
    if not any(isinstance(node, Decision) for node in _all(flow.nodes)):
        checker.say(ERROR, "", "nobody_decides", _("Nobody decides anything in this flow."))
    order = {node.key: at for at, node in enumerate(_all(flow.nodes))}
    return sorted(checker.found, key=lambda one: (order.get(one.node, -1), one.level != ERROR))


def errors(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.level == ERROR]


def _all(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        for column in node.columns if isinstance(node, Branch) else ():
            yield from _all(column.nodes)


@dataclass
class _Checker:
    ctx: Ctx
    kind: str
    specs: dict[str, FieldSpec]
    found: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = kinds.find(self.kind)
        self.entity = known.entity if known is not None else ""
        self.people = People(self.specs, registry.entity(self.ctx, self.entity) if self.entity else None)
        self.is_document = kinds.is_document(self.kind, self.entity)
        self.hideable = facts.hideable(self.ctx, self.kind)

    def say(self, level: str, node: str, code: str, message: Any, **params: Any) -> None:
        self.found.append(Finding(level, node, code, message % params if params else message, params))

    # -- nodes --------------------------------------------------------------------------------------------------------
    def row(self, nodes: Sequence[Node], known: Box) -> None:
        """A row of nodes for requests that are known to lie in the box."""
        over = False
        for node in nodes:
            if over:
                self.say(ERROR, node.key, "unreachable", _("Nothing ever gets here: the flow has ended before."))
            match node:
                case Branch():
                    self.branch(node, known)
                case Decision():
                    self.decision(node)
                case Copy():
                    self.copy(node)
            over = over or _ends(node)

    def decision(self, node: Decision) -> None:
        if not node.name:
            self.say(ERROR, node.key, "no_name", _("Give the step a name."))
        if node.self_rule == "allow":
            self.say(WARNING, node.key, "self_approval", _("Whoever submits may approve the own request here."))
        if node.mode == "share" and node.share == 100:
            self.say(WARNING, node.key, "share_is_all", _("A hundred of a hundred is the same as: all."))
        if any(who.type == "chosen" for who in node.who) and not self.is_document:
            text = _("Only whoever submits a document can name people.")
            self.say(ERROR, node.key, "cannot_choose", text)
        self.found += self.people.of(node)
        for name in node.edit:
            spec = self.specs.get(name)
            if spec is None or name.startswith("$") or not self.entity:
                text = _("There is no field “%(field)s” here.")
                self.say(ERROR, node.key, "no_such_field", text, field=name[:60])
            elif spec.read_only or spec.sql:
                text = _("“%(field)s” cannot be changed by people.")
                self.say(ERROR, node.key, "read_only_field", text, field=spec.label)
        self.hidden(node)

    def hidden(self, node: Decision) -> None:
        """What the step hides exists, is not what it lets be changed, and is not told by the lines all the same."""
        for name in node.hide:
            if name not in self.hideable:
                text = _("There is no field “%(field)s” here that could be hidden.")
                self.say(ERROR, node.key, "cannot_hide", text, field=name[:60])
            elif name in node.edit:
                text = _("“%(field)s” cannot be hidden and changed at once.")
                self.say(ERROR, node.key, "hidden_and_open", text, field=self.hideable[name])
        for name in sorted(set(self.hideable) - set(node.hide)):
            key, _dot, column = name.partition(".")
            if column == lines.AMOUNT and lines.AMOUNT in node.hide and key not in node.hide:
                text = _("The lines still tell “%(field)s”; hide them or their amounts too.")
                self.say(WARNING, node.key, "lines_tell", text, field=self.hideable[lines.AMOUNT])

    def copy(self, node: Copy) -> None:
        if not node.who:
            self.say(ERROR, node.key, "nobody_told", _("Say who is told."))
        self.found += self.people.listed(node)

    # -- branches -----------------------------------------------------------------------------------------------------
    def branch(self, node: Branch, known: Box) -> None:
        rest = [column for column in node.columns if column.when is None]
        if len(node.columns) < 2:
            self.say(ERROR, node.key, "one_way", _("A branch needs at least two ways."))
        if not rest:
            self.say(ERROR, node.key, "no_default", _("A way for everything else is missing."))
        elif len(rest) > 1 or node.columns[-1].when is not None:
            self.say(ERROR, node.key, "default_not_last", _("The way for everything else comes last, and once."))
        before: list[tuple[Column, Box]] = []
        for column in node.columns:
            box = self.column(node, column, known, before)
            before.append((column, box))
            self.row(column.nodes, known & box if column.when is not None else known)
        self.bands(node, [box for column, box in before if column.when is not None], has_default=bool(rest))

    def column(self, node: Branch, column: Column, known: Box, before: Sequence[tuple[Column, Box]]) -> Box:
        """The values for which a column's condition holds; says when it never does."""
        if column.when is None:
            return Box()
        typing = facts.Typing(self.specs)
        try:
            condition = parse(column.when)
            if not fields(condition):
                self.say(ERROR, column.key, "no_condition", _("Set the condition of this way."))
                return UNKNOWN
            typing.check(condition, "when")
            facts.tried(self.ctx, condition, typing)
            box = box_of(condition, typing)
        except BadRequest as problem:
            text = problem.errors[0].message if problem.errors else problem.message
            self.say(ERROR, column.key, "bad_condition", _("The condition cannot be used: %(why)s"), why=text)
            return UNKNOWN
        here = known & box
        if box.is_empty:
            self.say(ERROR, column.key, "never", _("This condition contradicts itself; nothing ever meets it."))
        elif here.is_empty:
            text = _("Nothing ever gets here: an earlier branch has sorted it out.")
            self.say(ERROR, column.key, "unreachable", text)
        elif any(earlier.covers(here) for other, earlier in before if other.when is not None) or _covered(here, before):
            text = _("Nothing ever gets here: the ways to the left of it take everything.")
            self.say(ERROR, column.key, "unreachable", text)
        return box

    def bands(self, node: Branch, boxes: Sequence[Box], *, has_default: bool) -> None:
        """Bands of one number: none may overlap another, and no value may fall between two."""
        names = {name for box in boxes for name in box.sets}
        if len(names) != 1 or len(boxes) < 2 or not all(box.exact and len(box.sets) == 1 for box in boxes):
            return
        (name,) = names
        found = [values for box in boxes if isinstance(values := box.sets[name], Bands)]
        if len(found) != len(boxes):
            return
        label = self.specs[name].label
        for at, one in enumerate(found):
            for other in found[at + 1 :]:
                both = one & other
                if not both.is_empty:
                    text = _("Two ways claim the same values of “%(field)s”: %(values)s.")
                    self.say(ERROR, node.key, "bands_overlap", text, field=label, values=bands.text(both))
        missing = bands.holes(found)
        if missing.is_empty:
            return
        level = ERROR if bands.only_points(missing) or not has_default else WARNING
        text = _("These values of “%(field)s” lie between two ways: %(values)s.")
        self.say(level, node.key, "band_gap", text, field=label, values=bands.text(missing))

    # -- ways ---------------------------------------------------------------------------------------------------------
    def ways(self, flow: Flow) -> None:
        """Every way decides something, or says so by an end of its own."""
        for number, (decided, place, ended) in enumerate(_ways(flow.nodes, "", decided=False)):
            if number == MAX_WAYS:
                text = _("There are more than %(limit)d ways through this flow; nobody can tell what it does.")
                self.say(WARNING, "", "too_many_ways", text, limit=MAX_WAYS)
                return
            if not decided and not ended:
                self.say(WARNING, place, "passes_alone", _("On this way everything is approved without anybody."))


def _ends(node: Node) -> bool:
    """Whether nothing goes on behind a node."""
    if isinstance(node, Branch):
        ways = [any(_ends(one) for one in column.nodes) for column in node.columns]
        return bool(ways) and all(ways) and any(column.when is None for column in node.columns)
    return isinstance(node, End)


def _covered(here: Box, before: Sequence[tuple[Column, Box]]) -> bool:
    """Whether the columns before take all values of the one number or choice that this column is about."""
    if len(here.sets) != 1:
        return False
    ((name, mine),) = here.sets.items()
    left: Any = mine
    for column, box in before:
        if column.when is not None and box.exact and set(box.sets) == {name}:
            left = left & ~box.sets[name]
    return bool(left.is_empty)


def _ways(nodes: Sequence[Node], place: str, *, decided: bool) -> Iterator[tuple[bool, str, bool]]:
    """(somebody decided, the last column that was taken, it ended by an `End`) for each way through the nodes."""
    for at, node in enumerate(nodes):
        if isinstance(node, Decision):
            decided = True
        elif isinstance(node, End):
            yield decided, place, True
            return
        elif isinstance(node, Branch):
            for column in node.columns:
                for done, last, ended in _ways(column.nodes, column.key, decided=decided):
                    if ended:
                        yield done, last, True
                    else:
                        yield from _ways(nodes[at + 1 :], last, decided=done)
            return
    yield decided, place, False
