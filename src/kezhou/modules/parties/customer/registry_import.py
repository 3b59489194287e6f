"""The columns of the public register of companies, as an import preset."""

from collections.abc import Mapping
from typing import Any

from kezhou.modules.parties.reference.legal_forms import normalise_legal_form
from kezhou.modules.parties.reference.regions import find_region

PRESET = "cn-registry"

COLUMNS: Mapping[str, str] = {
    "企业名称": "name",
    "统一社会信用代码": "credit_code",
    "注册日期": "founded_on",
    "企业类型": "legal_form",
    "注册资金": "registered_capital",
    "经营范围": "business_scope",
    "注册地址": "address",
}
"""所在省份 and 地区 are read together with the address: see `prepare`."""


def prepare(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Region code from province, city and address; legal form from the register's many spellings; `N/A` is nothing."""
    cells = {name: None if str(cell).strip() in ("N/A", "") else cell for name, cell in row.items()}
    prepared = {COLUMNS[name]: cell for name, cell in cells.items() if name in COLUMNS and cell is not None}
    if form := prepared.pop("legal_form", None):
        prepared["legal_form"] = normalise_legal_form(str(form))
    province, city, address = (str(cells.get(name) or "") for name in ("所在省份", "地区", "注册地址"))
    if code := find_region(province, city, address):
        prepared["region"] = code
    prepared["source"] = "register"
    return prepared
