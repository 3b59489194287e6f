"""What modules tell the pools: when something last happened to a record, what spares it, what follows when it moves;
and what the pools tell them: what falls next."""

from kezhou.platform.pools.due import MAX_ASKED, Due, falling
from kezhou.platform.pools.facts import Exemption, RecycleFact, exemption, fact_times, recycle_fact, recycle_facts
from kezhou.platform.pools.ledger import moved
from kezhou.platform.pools.sums import flow_sums

__all__ = [
    "MAX_ASKED",
    "Due",
    "Exemption",
    "RecycleFact",
    "exemption",
    "fact_times",
    "falling",
    "flow_sums",
    "moved",
    "recycle_fact",
    "recycle_facts",
]
