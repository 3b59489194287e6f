"""The product list of the public data set “CRM Sales Opportunities”, as an import preset: prices are US dollars."""

from collections.abc import Mapping
from typing import Any

PRESET = "crm-sales"
COLUMNS: Mapping[str, str] = {"product": "name", "series": "series", "sales_price": "list_price"}


def prepare(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """One row of the file → field values."""
    cells = {
        COLUMNS[header]: str(cell).strip() for header, cell in row.items() if header in COLUMNS and cell is not None
    }
    prepared: dict[str, Any] = {name: text for name, text in cells.items() if text}
    if "list_price" in prepared:
        prepared["list_price"] = f"{prepared['list_price']}(USD)"
    return prepared
