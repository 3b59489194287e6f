"""What modules tell the pools: when something last happened to a record, what spares it, what follows when it moves;
and what the pools tell them: what falls next."""

from kezhou.platform.pools.due import Due, due_of_owner
from kezhou.platform.pools.facts import Exemption, RecycleFact, exemption, recycle_fact, recycle_facts
from kezhou.platform.pools.ledger import moved

__all__ = ["Due", "Exemption", "RecycleFact", "due_of_owner", "exemption", "moved", "recycle_fact", "recycle_facts"]
