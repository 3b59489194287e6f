"""Accounts for what must never drift: open, post, reverse. Amounts are whole minor units."""

from kezhou.platform.ledger.accounts import balance, open_account
from kezhou.platform.ledger.post import Line, post, reverse

__all__ = ["Line", "balance", "open_account", "post", "reverse"]
