"""Yes or no."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from .base import Column, FieldType, ValueProblem
from .spec import FieldSpec

YES = frozenset({"1", "true", "yes", "y", "是", "有", "√", "✓", "对"})
NO = frozenset({"0", "false", "no", "n", "否", "无", "×", "✗", "不"})


class Boolean(FieldType):
    key = "boolean"
    operators = ("eq", "ne", "empty", "not_empty")
    columns = (Column("", "boolean"),)
    custom_cast = "boolean"
    groupable = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, bool):
            raise ValueProblem("not_boolean", _("This must be true or false."))
        return raw

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        if isinstance(cell, bool):
            return cell
        text = str(cell).strip().lower().removesuffix(".0")
        if text in YES:
            return True
        if text in NO:
            return False
        raise ValueProblem("not_boolean", _("This must be yes or no (是 or 否)."))

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return translate("Yes") if value else translate("No")

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if value is None else self.to_cell(value, spec)

    def blank(self, spec: FieldSpec) -> Any:
        return False

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "boolean"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return number % 2 == 1
