"""Days and moments. A day is a day everywhere; a moment is UTC and shown in the reader's zone."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE

from .base import ORDERED, Column, FieldType, ValueProblem
from .spec import FieldSpec

MIN_YEAR, MAX_YEAR = 1600, 2999
_DAY_FORMS = (
    re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?$"),
    re.compile(r"^(\d{4})年(\d{1,2})月(\d{1,2})日?$"),
    re.compile(r"^(\d{4})(\d{2})(\d{2})$"),
)
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
"""Serial numbers that a spreadsheet means as days: 1954 to 2119."""


def parse_day(text: str) -> date | None:
    """A day in any form that Chinese spreadsheets use: 2026-1-5, 2026/01/05, 2026年1月5日, 20260105. None if no
    form fits.

    Raises ValueError for a day that does not exist.
    """
    for form in _DAY_FORMS:
        if match := form.match(text.strip()):
            year, month, day = (int(part) for part in match.groups())
            return date(year, month, day)
    return None


class Date(FieldType):
    key = "date"
    operators = (*ORDERED, "within")
    columns = (Column("", "date"),)
    custom_cast = "text"
    """ISO days sort as text; a cast of text to date is not immutable and could not be indexed."""
    row_json = False

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if isinstance(raw, datetime) or not isinstance(raw, str | date):
            raise ValueProblem("not_date", _("This must be a date such as 2026-01-31."))
        if isinstance(raw, str):
            try:
                raw = date.fromisoformat(raw.strip())
            except ValueError:
                raise ValueProblem("not_date", _("This must be a date such as 2026-01-31.")) from None
        if not MIN_YEAR <= raw.year <= MAX_YEAR:
            raise ValueProblem("out_of_range", _("The year must lie between 1600 and 2999."))
        return raw

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        if isinstance(cell, datetime):
            cell = cell.date()
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _EXCEL_DAYS:
            cell = _EXCEL_EPOCH + timedelta(days=int(cell))
        elif isinstance(cell, str):
            try:
                cell = parse_day(cell)
            except ValueError:
                raise ValueProblem("no_such_date", _("There is no such day in the calendar.")) from None
            if cell is None:
                raise ValueProblem("not_date", _("This must be a date such as 2026-01-31."))
        return self.clean(cell, spec)

    def blank(self, spec: FieldSpec) -> Any:
        return None

    def to_json(self, value: Any) -> Any:
        return value.isoformat()

    def from_custom(self, stored: Any) -> Any:
        return date.fromisoformat(stored)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "string", "format": "date"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return (date(2020, 1, 1) + timedelta(days=number)).isoformat()


class Moment(FieldType):
    key = "moment"
    operators = (*ORDERED, "within")
    columns = (Column("", "timestamptz"),)
    custom_cast = "text"
    """Stored as UTC text of fixed width, which sorts as time."""

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, str | datetime):
            raise ValueProblem("not_moment", _("This must be a moment such as 2026-01-31T08:00:00Z."))
        if isinstance(raw, str):
            try:
                raw = datetime.fromisoformat(raw.strip())
            except ValueError:
                raise ValueProblem("not_moment", _("This must be a moment such as 2026-01-31T08:00:00Z.")) from None
        if raw.tzinfo is None:
            raise ValueProblem("no_zone", _("A moment needs its zone, such as Z or +08:00."))
        if not MIN_YEAR <= raw.year <= MAX_YEAR:
            raise ValueProblem("out_of_range", _("The year must lie between 1600 and 2999."))
        return raw.astimezone(UTC)

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        """A spreadsheet has no zones: what it says is the company's wall clock."""
        if isinstance(cell, date) and not isinstance(cell, datetime):
            cell = datetime(cell.year, cell.month, cell.day, tzinfo=COMPANY_ZONE)
        elif isinstance(cell, str):
            text = cell.strip().replace("/", "-")
            try:
                day = parse_day(text)
                cell = (
                    datetime(day.year, day.month, day.day, tzinfo=COMPANY_ZONE) if day else datetime.fromisoformat(text)
                )
            except ValueError:
                raise ValueProblem("not_moment", _("This must be a moment such as 2026-01-31 08:00.")) from None
        if isinstance(cell, datetime) and cell.tzinfo is None:
            cell = cell.replace(tzinfo=COMPANY_ZONE)
        return self.clean(cell, spec)

    def blank(self, spec: FieldSpec) -> Any:
        return None

    def to_json(self, value: Any) -> Any:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def to_custom(self, value: Any) -> Any:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def from_custom(self, stored: Any) -> Any:
        return datetime.fromisoformat(stored)

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(COMPANY_ZONE).replace(tzinfo=None)

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        """`value` as it is in Python, or in the JSON form in which the audit keeps it."""
        if value is None:
            return ""
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(COMPANY_ZONE).strftime("%Y-%m-%d %H:%M")

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "string", "format": "date-time"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        moment = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        return moment.isoformat().replace("+00:00", "Z")
