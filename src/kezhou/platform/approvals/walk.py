"""Which way a request takes through a flow. Pure: whether a condition holds is the caller's to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .flow import Branch, Column, Decision, End, Flow, Node, Stop

Holds = Callable[[Mapping[str, Any]], bool]


class NoWay(Exception):
    """A branch has no column for this request; `branch` is its key. The checker refuses to publish such a flow."""

    def __init__(self, branch: str) -> None:
        super().__init__(branch)
        self.branch = branch


def upcoming(flow: Flow, after: str, holds: Holds) -> Iterator[Stop]:
    """What comes behind the node `after` (empty: from the start), up to the end or to an `End`.

    Where the way is chosen is asked anew at each branch; the place of `after` is found by where it stands, so that a
    change of the facts never leads back. Raises `NoWay`, `LookupError` for a node that does not exist.
    """
    levels = [(flow.nodes, 0)] if not after else [(nodes, at + 1) for nodes, at in path_to(flow.nodes, after)]
    for nodes, start in reversed(levels):
        for stop in _stops(nodes[start:], holds):
            yield stop
            if isinstance(stop, End):
                return


def _stops(nodes: Sequence[Node], holds: Holds) -> Iterator[Stop]:
    for node in nodes:
        if isinstance(node, Branch):
            yield from _stops(chosen(node, holds).nodes, holds)
        else:
            yield node


def chosen(branch: Branch, holds: Holds) -> Column:
    """The column that is taken. Raises `NoWay`."""
    for column in branch.columns:
        if column.when is None or holds(column.when):
            return column
    raise NoWay(branch.key)


def path_to(nodes: Sequence[Node], key: str) -> list[tuple[Sequence[Node], int]]:
    """From the outermost row of nodes to that of the node, each with its place in it. Raises `LookupError`."""
    found = _search(nodes, key)
    if found is None:
        raise LookupError(f"the flow has no node {key!r}")
    return found


def _search(nodes: Sequence[Node], key: str) -> list[tuple[Sequence[Node], int]] | None:
    for at, node in enumerate(nodes):
        if node.key == key:
            return [(nodes, at)]
        for column in node.columns if isinstance(node, Branch) else ():
            below = _search(column.nodes, key)
            if below is not None:
                return [(nodes, at), *below]
    return None


def decisions(flow: Flow, holds: Holds) -> list[Decision]:
    """The approval nodes on the way from the start to the end."""
    return [stop for stop in upcoming(flow, "", holds) if isinstance(stop, Decision)]
