"""What other modules may ask of customers and contacts."""

from kezhou.modules.parties.customer.moments import Moments, lock, set_moments

__all__ = ["Moments", "lock", "set_moments"]
"""Of `customer.moments`: when a customer was last spoken with and is due again."""
