"""What of a bill's lines is shown."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, List, Scope
from tests.fakes.odd.bill_line.model import BillLine


class BillLineEntity(Entity):
    model = BillLine
    menu = None
    title = "name"
    scope = Scope(parent="bill", line=True)
    features = Features.line()
    fields = {"amount": Field(read_only=True)}
    list = List(sort="position")

    @staticmethod
    def derive(change: Change) -> Mapping[str, Any]:
        return {"amount": change.values["quantity"] * (change.values.get("price") or Decimal(0))}

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        if change.values["quantity"] < 1:
            yield FieldError("quantity", "too_few", "A line is about at least one.")
        if change.document is not None and change.values.get("name") == change.document.get("name"):
            yield FieldError("name", "like_bill", "A line is not called like its bill.")
