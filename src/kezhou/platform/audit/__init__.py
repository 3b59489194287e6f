"""Who did what to which record, when and from where; append-only, sealed in a hash chain, readable for years.

`write(ctx, entries)` runs in the transaction of the change. A background job seals what is settled. Values of personal
fields lie in a side table that only the erase procedure clears, so that the chain stays valid after an erasure.
"""

from .entry import Entry
from .write import write, write_from_select

__all__ = ["Entry", "write", "write_from_select"]
