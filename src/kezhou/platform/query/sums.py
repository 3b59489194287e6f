"""Adding up the money and number fields of a board's column or a calendar's day, each currency for itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.money import BASE_CURRENCY

from .select import visible_names

Amounts = dict[str, dict[str, Decimal]]
"""Field → currency → amount; a plain number has the currency ''."""


class Summing:
    """What a grouping statement selects so that the named fields are added up, and how its rows are read.

    A statement selects `keys` (all of them grouped by) and `values`, in this order, behind `first`. What has a base
    amount is added up in the base currency, what has none in its own. Fields that the reader may not see in full are
    left out.
    """

    def __init__(self, ctx: Ctx, entity: CompiledEntity, first: str, names: Sequence[str]) -> None:
        rights = field_rights(ctx, entity)
        summed = [entity.fields[name] for name in visible_names(ctx, entity, names) if rights[name].view == "full"]
        self.names = [one.name for one in summed]
        self.keys, self.values = [first], ["count(*)"]
        for one in summed:
            if one.type.key == "money" and not one.custom:
                amount, currency, base = (f't."{column}"' for column in one.columns)
                self.keys.append(f"CASE WHEN {base} IS NULL THEN {currency} ELSE '{BASE_CURRENCY}' END")
                self.values.append(f"sum(coalesce({base}, {amount}))")
            else:
                self.keys.append("''::text")
                self.values.append(f"sum({one.type.sum_expression(one)})")

    def empty(self) -> Amounts:
        return {name: {} for name in self.names}

    def count(self, row: Sequence[Any]) -> int:
        return int(row[1 + len(self.names)])

    def add(self, sums: Amounts, row: Sequence[Any]) -> None:
        """Add what a row of the statement says."""
        for at, name in enumerate(self.names):
            amount = row[2 + len(self.names) + at]
            if amount is not None:
                own = sums.setdefault(name, {})
                own[row[1 + at]] = own.get(row[1 + at], Decimal(0)) + amount


def told(sums: Amounts) -> dict[str, list[dict[str, str]]]:
    """Sums as JSON: a list of amounts per field."""
    return {
        name: [{"amount": str(amount), "currency": currency} for currency, amount in sorted(amounts.items())]
        for name, amounts in sums.items()
    }
