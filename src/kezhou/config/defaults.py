"""What every installation starts with: roles and dictionaries. What an administrator changed stays as it is."""

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults as activities
from kezhou.modules.parties import defaults as parties
from kezhou.modules.relations import defaults as relations
from kezhou.modules.sales import defaults as sales
from kezhou.platform.access import defaults as access


def ensure(ctx: Ctx) -> int:
    """Add what is missing; the number of roles and dictionary items that were added."""
    modules = (parties, activities, relations, sales)
    return access.ensure(ctx) + sum(module.ensure(ctx) for module in modules)
