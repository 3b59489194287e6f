"""What a new field type is written with; `register` it in a plug-in's `apps.py`."""

from kezhou.platform.fields.base import COMMON, ORDERED, TEXTUAL, FieldType, ValueProblem
from kezhou.platform.fields.registry import register
from kezhou.platform.fields.spec import Choice, FieldSpec

__all__ = ["COMMON", "ORDERED", "TEXTUAL", "Choice", "FieldSpec", "FieldType", "ValueProblem", "register"]
