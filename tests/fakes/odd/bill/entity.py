"""What of bills is shown."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kezhou.sdk.entity import Change, Entity, Field, FieldError, Lines, Number
from tests.fakes.odd.bill.model import Bill


class BillEntity(Entity):
    model = Bill
    title = "name"
    fields = {"name": Field(search=True), "whole": Field(read_only=True)}
    number = Number("number", "B{yyyy}{MM}-{serial:3}")
    lines = (Lines("lines", "Lines", "bill_line", "bill", ("name", "quantity", "price", "amount")),)

    @staticmethod
    def derive(change: Change) -> Mapping[str, Any]:
        whole = sum((line["amount"] for line in change.lines.get("lines", ())), Decimal(0))
        return {"whole": whole - (change.values.get("discount") or Decimal(0))}

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        if change.lines.get("lines") and change.values["whole"] < 0:
            yield FieldError("discount", "too_much", "The discount is more than the lines come to.")
