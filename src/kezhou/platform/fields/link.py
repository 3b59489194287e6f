"""References to other records, people, departments and files. A reader gets id and title; a writer sends the id."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.text.digits import whole_number

from .base import COMMON, Column, FieldType, ValueProblem
from .spec import FieldSpec

MAX_LINKS = 200
MAX_ID = 2**63 - 1


def record_id(raw: Any) -> int:
    """The id in `1` or `{"id": 1}`."""
    if isinstance(raw, dict):
        raw = raw.get("id")
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= MAX_ID:
        raise ValueProblem("not_a_link", _("This must be the id of a record."))
    return raw


class Link(FieldType):
    """One record of another entity. That it exists and may be seen is checked by the write pipeline."""

    key = "link"
    operators: ClassVar[tuple[str, ...]] = COMMON
    groupable = True
    columns = (Column("_id", "bigint"),)
    custom_cast = "bigint"

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        return record_id(raw)

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        """Titles in cells are resolved by the import, which has the whole column before it; here only ids pass."""
        id_ = whole_number(str(cell).strip().removesuffix(".0"))
        if id_ is None:
            raise ValueProblem("not_a_link", _("This must be the id of a record."))
        return record_id(id_)

    def blank(self, spec: FieldSpec) -> Any:
        return None

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return value.get("title") if isinstance(value, dict) else value

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "integer"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return None


class UserLink(Link):
    key = "user"


class DepartmentLink(Link):
    key = "department"
    operators = (*COMMON, "under")


class MultiLink(FieldType):
    """Several records of another entity."""

    key = "multi_link"
    operators = ("has_any", "has_all", "empty", "not_empty")
    sortable = False
    multiple = True
    columns = (Column("", "bigint[]"),)
    custom_cast = "jsonb"

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, list):
            raise ValueProblem("not_a_list", _("This must be a list."))
        if len(raw) > MAX_LINKS:
            raise ValueProblem("too_many", _("At most %(limit)d values are allowed."), limit=MAX_LINKS)
        return list(dict.fromkeys(record_id(item) for item in raw))

    def operand(self, raw: Any, spec: FieldSpec) -> Any:
        return self.clean(raw if isinstance(raw, list) else [raw], spec)

    def custom_expression(self, document: str, name: str) -> str:
        return super().custom_expression(document, name).replace("->>", "->").removesuffix("::jsonb")

    def blank(self, spec: FieldSpec) -> Any:
        return []

    def is_empty(self, value: Any) -> bool:
        return not value

    def load(self, stored: tuple[Any, ...], spec: FieldSpec) -> Any:
        return stored[0] or None

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return "、".join(str(item.get("title", item["id"])) if isinstance(item, dict) else str(item) for item in value)

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if not value else self.to_cell(value, spec)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "array", "items": {"type": "integer"}, "maxItems": MAX_LINKS}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return []


class File(Link):
    """A stored file, by its id."""

    key = "file"
    operators = ("empty", "not_empty")
    sortable = False
    groupable = False

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return value.get("name") if isinstance(value, dict) else value


class Image(File):
    key = "image"
