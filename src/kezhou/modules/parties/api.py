"""What other modules may ask of customers and contacts."""

from kezhou.modules.parties.contact.standing import keep_together, strangers
from kezhou.modules.parties.customer.moments import Moments, lock, set_moments

__all__ = ["Moments", "keep_together", "lock", "set_moments", "strangers"]
"""Of `customer.moments`: when a customer was last spoken with and is due again. Of `contact.standing`: whose contact
somebody is."""
