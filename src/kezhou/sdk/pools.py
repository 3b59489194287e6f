"""What modules tell the pools: when something last happened to a record, what spares it, what follows when it moves."""

from kezhou.platform.pools.facts import Exemption, RecycleFact, exemption, recycle_fact, recycle_facts
from kezhou.platform.pools.ledger import moved

__all__ = ["Exemption", "RecycleFact", "exemption", "moved", "recycle_fact", "recycle_facts"]
