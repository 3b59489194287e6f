"""The columns of the public register of companies, as an import preset."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.parties.reference import find_region, legal_form

PRESET = "cn-registry"

COLUMNS: Mapping[str, str] = {
    "企业名称": "name",
    "统一社会信用代码": "credit_code",
    "注册日期": "founded_on",
    "企业类型": "legal_form",
    "注册资金": "registered_capital",
    "经营范围": "business_scope",
    "所在省份": "region",
    "地区": "",
    "注册地址": "address",
}
"""Header → field. 所在省份, 地区 and 注册地址 together give the region: see `prepare`."""

ABSENT = frozenset({"", "N/A"})
AS_THEY_ARE = ("企业名称", "统一社会信用代码", "注册日期", "注册资金", "经营范围", "注册地址")


def prepare(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """One row of the register → field values. `N/A` is nothing; the register is the source.

    A row whose values slipped into other columns is refused: its province is no province, or its legal form is none.
    """
    texts = {header: "" if cell is None else str(cell).strip() for header, cell in row.items()}
    cells = {header: text for header, text in texts.items() if text not in ABSENT}
    prepared: dict[str, Any] = {COLUMNS[header]: cells[header] for header in AS_THEY_ARE if header in cells}
    problems = []
    if stated := cells.get("企业类型"):
        form = legal_form(stated)
        if form is None:
            message = _("“%(text)s” is not a legal form; did the columns slip?") % {"text": stated[:40]}
            problems.append(FieldError("企业类型", "unknown_legal_form", message))
        else:
            prepared["legal_form"] = form
    elif form := legal_form("", cells.get("企业名称", "")):
        prepared["legal_form"] = form
    if province := cells.get("所在省份"):
        if not is_province(province):
            message = _("“%(text)s” is not a province; did the columns slip?") % {"text": province[:40]}
            problems.append(FieldError("所在省份", "unknown_province", message))
        else:
            prepared["region"] = find_region(province, cells.get("地区", ""), cells.get("注册地址", ""))
    if problems:
        raise Invalid(_("Some values are not right."), errors=problems)
    prepared["source"] = "register"
    return prepared


@lru_cache(maxsize=1_000)
def is_province(text: str) -> bool:
    """Whether the text is the name of a province, in full or short, and nothing else."""
    return find_region(text, "", "") is not None
