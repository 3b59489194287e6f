"""The accounts of the public data set “CRM Sales Opportunities”, as import presets."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import FieldError, Prepared

PRESET, PARENTS = "crm-sales", "crm-sales-parents"
"""Parents are brought in by a second pass, when every company of the file is there."""

COLUMNS: Mapping[str, str] = {
    "account": "name",
    "sector": "industry",
    "year_established": "founded_on",
    "revenue": "remarks",
    "employees": "",
    "office_location": "",
    "subsidiary_of": "",
}
"""Header → field. revenue, employees and office_location together are the remarks: see `prepare`."""
PARENT_COLUMNS: Mapping[str, str] = {"account": "name", "subsidiary_of": "parent"}

SLIPS = {"technolgy": "technology"}
SECTORS = {
    "technology": "I",
    "software": "I",
    "telecommunications": "I",
    "medical": "Q",
    "retail": "F",
    "finance": "J",
    "marketing": "L",
    "employment": "L",
    "services": "O",
    "entertainment": "R",
}
"""Sector → section of GB/T 4754."""


def prepare(row: Mapping[str, Any]) -> Prepared:
    """One account → a customer. A misspelt sector is put right and told; one that is not known is kept in words."""
    cells = {header: "" if cell is None else str(cell).strip() for header, cell in row.items()}
    warnings = []
    said = cells.get("sector", "").lower()
    sector = SLIPS.get(said, said)
    if sector != said:
        message = _("“%(said)s” was read as “%(meant)s”.") % {"said": said, "meant": sector}
        warnings.append(FieldError("sector", "misspelt", message))
    words = [
        f"{label}: {cells[header]}"
        for header, label in (
            ("sector", "Sector"),
            ("revenue", "Revenue (million USD)"),
            ("employees", "Employees"),
            ("office_location", "Office"),
        )
        if cells.get(header)
    ]
    if sector != said:
        words[0] = f"Sector: {sector}"
    values: dict[str, Any] = {"name": cells.get("account"), "remarks": "\n".join(words), "status": "trading"}
    if sector in SECTORS:
        values["industry"] = SECTORS[sector]
    elif sector:
        warnings.append(FieldError("sector", "unknown_sector", _("This sector is kept in the remarks.")))
    if cells.get("year_established"):
        values["founded_on"] = f"{cells['year_established']}-01-01"
    return Prepared(values, warnings)
