"""What modules tell the pools: when something last happened to a record, what spares it, what follows when it moves;
and what the pools tell them: what falls next, how much a person may hold, moves by a rule of the module's own.

Whoever calls `move` takes `serialize` for each person first and answers for the rights."""

from kezhou.platform.pools.due import MAX_ASKED, Due, falling
from kezhou.platform.pools.facts import Exemption, RecycleFact, exemption, fact_times, recycle_fact, recycle_facts
from kezhou.platform.pools.ledger import Target, move, moved
from kezhou.platform.pools.limits import Holdings, holdings, serialize
from kezhou.platform.pools.sums import flow_sums

__all__ = [
    "MAX_ASKED",
    "Due",
    "Exemption",
    "Holdings",
    "RecycleFact",
    "Target",
    "exemption",
    "fact_times",
    "falling",
    "flow_sums",
    "holdings",
    "move",
    "moved",
    "recycle_fact",
    "recycle_facts",
    "serialize",
]
