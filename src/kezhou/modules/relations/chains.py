"""Trees that must have no circles: who stands above whom, asked of the database under one lock per tree.

A tree gives every node at most one node above it. Whoever changes one takes its lock first, so that two changes at the
same time cannot close a circle that neither of them sees.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from kezhou.sdk.query import fetch_all

Node = TypeVar("Node", bound=Hashable)


def lock(tree: str) -> None:
    """Hold a tree until the transaction ends; taking it twice is taking it once."""
    fetch_all("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (tree,))


def circle(child: Node, top: Node, above: Mapping[Node, Node]) -> list[Node] | None:
    """The circle that putting `top` over `child` would close, from `child` up to `child` again; None where it closes
    none. `above` names what stands over each node now, as far as it reaches from `top`."""
    path = [child, top]
    seen = {top}
    while path[-1] != child:
        following = above.get(path[-1])
        if following is None or following in seen:
            return None
        path.append(following)
        seen.add(following)
    return path
