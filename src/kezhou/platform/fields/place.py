"""Where something is: a region by its code, a point on the map."""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from .base import COMMON, Column, FieldType, ValueProblem
from .spec import FieldSpec

_CODE = re.compile(r"^\d{6}$")


class Region(FieldType):
    """Code of a province, city or county (GB/T 2260, six digits). `under` finds everything below it by prefix."""

    key = "region"
    operators = (*COMMON, "under")
    groupable = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, str) or not _CODE.match(raw):
            raise ValueProblem("not_region", _("This must be a six-digit region code such as 440305."))
        return raw

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        text = str(cell).strip().removesuffix(".0")
        if _CODE.match(text):
            return text
        for finder in region_finders:
            if code := finder(text):
                return code
        raise ValueProblem("unknown_region", _("No province, city or county is called “%(value)s”."), value=text[:60])

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return region_title(value)

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if not value else region_title(value)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {"type": "string", "pattern": _CODE.pattern}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return ("440305", "110108", "310115", "330106")[number % 4]


region_finders: list[Any] = []
"""Callables text → code; the module that owns the region table registers its own at start-up."""

region_titles: list[Any] = []
"""Callables code → full name; as above."""


def region_title(code: str) -> str:
    """The full name of a region, or its code where no table knows it (abolished codes stay readable)."""
    for titles in region_titles:
        if title := titles(code):
            return str(title)
    return code


def region_prefix(code: str) -> str:
    """What all codes at or below a region begin with: 44 for 440000, 4403 for 440300."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


class Location(FieldType):
    """Latitude and longitude in degrees (WGS-84)."""

    key = "location"
    operators = ("empty", "not_empty")
    sortable = False
    columns = (Column("", "jsonb"),)
    custom_cast = "jsonb"
    row_json = True

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if not isinstance(raw, dict) or set(raw) != {"lat", "lng"}:
            raise ValueProblem("not_location", _('This must be a point such as {"lat": 22.5, "lng": 113.9}.'))
        lat, lng = raw["lat"], raw["lng"]
        numeric = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (lat, lng))
        if not numeric or not (-90 <= lat <= 90 and -180 <= lng <= 180):
            raise ValueProblem("not_location", _('This must be a point such as {"lat": 22.5, "lng": 113.9}.'))
        return {"lat": float(lat), "lng": float(lng)}

    def store(self, value: Any, spec: FieldSpec) -> tuple[Any, ...]:
        return (None if value is None else Jsonb(value),)

    def load(self, stored: tuple[Any, ...], spec: FieldSpec) -> Any:
        return orjson.loads(stored[0]) if isinstance(stored[0], str) else stored[0]

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        try:
            lat, lng = (float(part) for part in re.split(r"[,，\s]+", str(cell).strip()))
        except ValueError:
            raise ValueProblem("not_location", _("This must be latitude and longitude such as 22.5, 113.9.")) from None
        return self.clean({"lat": lat, "lng": lng}, spec)

    def custom_expression(self, document: str, name: str) -> str:
        return super().custom_expression(document, name).replace("->>", "->").removesuffix("::jsonb")

    def to_json(self, value: Any) -> Any:
        return orjson.loads(value) if isinstance(value, str) else value

    def to_cell(self, value: Any, spec: FieldSpec) -> Any:
        return f"{value['lat']}, {value['lng']}"

    def diff_text(self, value: Any, spec: FieldSpec) -> str:
        return "" if not value else self.to_cell(value, spec)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        point = {"type": "number"}
        return {"type": "object", "properties": {"lat": point, "lng": point}, "required": ["lat", "lng"]}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return {"lat": 20.0 + number % 20, "lng": 100.0 + number % 20}
