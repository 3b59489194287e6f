"""What of allocations is shown: with the receipt that they are lines of."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.finance import rules
from kezhou.modules.finance.receipt_allocation.model import ReceiptAllocation
from kezhou.sdk.entity import Entity, Features, List, Scope


class ReceiptAllocationEntity(Entity):
    model = ReceiptAllocation
    label, plural = _("Allocation"), _("Allocations")
    icon, color = "menu", "default"
    title = "id"
    menu = None
    scope = Scope(parent="receipt", line=True)
    features = Features.line()
    list = List(columns=("plan", "contract", "order", "amount", "remarks"), sort="position")
    validate = staticmethod(rules.validate_allocation)
