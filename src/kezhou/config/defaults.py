"""What every installation starts with: roles, dictionaries, holidays, the paper of contracts. What an administrator
changed stays as it is."""

from kezhou.kernel.ctx import Ctx
from kezhou.modules.activities import defaults as activities
from kezhou.modules.calendar import defaults as calendar
from kezhou.modules.finance import defaults as finance
from kezhou.modules.leads import defaults as leads
from kezhou.modules.parties import defaults as parties
from kezhou.modules.relations import defaults as relations
from kezhou.modules.sales import defaults as sales
from kezhou.modules.trade.contract import paper
from kezhou.platform.access import defaults as access


def ensure(ctx: Ctx) -> int:
    """Add what is missing; the number of roles, dictionary items and days that were added."""
    found = (access, parties, activities, relations, calendar, sales, leads, finance, paper)
    return sum(defaults.ensure(ctx) for defaults in found)
