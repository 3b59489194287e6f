"""What of sales expenses is shown."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.opportunity_expense.model import OpportunityExpense
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, List, Menu, Preset, Scope


class OpportunityExpenseEntity(Entity):
    model = OpportunityExpense
    label, plural = _("Sales expense"), _("Sales expenses")
    icon, color = "wallet", "gold"
    title = "purpose"
    rate_day = "on"
    menu = Menu("sales", 50)
    scope = Scope(parent="opportunity")
    fields = {
        "opportunity": Field(write_once=True),
        "purpose": Field(search=True),
        "kind": Field(type="choice", choices="expense_kind"),
        "amount": Field(required=True),
    }
    list = List(
        columns=("purpose", "opportunity", "kind", "amount", "on", "spender", "owner"),
        filters=("kind", "spender", "on"),
        presets=(
            Preset(
                "month",
                _("This month"),
                {"field": "on", "op": "within", "value": {"unit": "month", "from": 0, "to": 0}},
            ),
        ),
        sort="-on",
    )
    features = Features(import_=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        amount, on = change.values.get("amount"), change.values.get("on")
        if amount is not None and amount.amount <= 0:
            yield FieldError("amount", "not_positive", _("This must be more than nothing."))
        if on is not None and on > change.today:
            yield FieldError("on", "in_future", _("This day has not come yet."))
