"""What other modules may ask of leads."""

from kezhou.modules.leads.lead.moments import Moments, lock, set_moments

__all__ = ["Moments", "lock", "set_moments"]
"""Of `lead.moments`: when a lead was last spoken with and is due again."""
