"""The public data set “CRM Sales Opportunities” as an import preset: 8,800 opportunities with the people, offices,
accounts and products beside them."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Invalid
from kezhou.modules.sales import defaults
from kezhou.modules.sales.defaults import DefaultStage
from kezhou.sdk import records
from kezhou.sdk.entity import Companion, FieldError, Prepared
from kezhou.sdk.org import Department, User

PRESET = "crm-sales"
MAX_PEOPLE = 1_000

COLUMNS: Mapping[str, str] = {
    "opportunity_id": "external_ref",
    "sales_agent": "owner",
    "product": "product",
    "account": "customer",
    "deal_stage": "stage",
    "engage_date": "opened_on",
    "close_date": "closed_on",
    "close_value": "amount",
}
"""Header → field; see `prepare` for what becomes of each."""

STAGES = (
    DefaultStage("Prospecting", "open", 10, "default"),
    DefaultStage("Engaging", "open", 50, "blue"),
    DefaultStage("Won", "won", 100, "green"),
    DefaultStage("Lost", "lost", 0, "red"),
)
STAGE_CODES = {stage.name: f"{PRESET}.{place}" for place, stage in enumerate(STAGES, 1)}
SLIPS = {"GTXPro": "GTX Pro"}
CURRENCY = "USD"
_DAY = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")


def prepare(row: Mapping[str, Any]) -> Prepared:
    """One line of the pipeline → an opportunity. What is odd is put right and told, or refused; nothing is dropped.

    Dates are month/day/year. An amount stands there for what has ended only; a lost one was worth nothing.
    """
    cells = {header: "" if cell is None else str(cell).strip() for header, cell in row.items()}
    warnings: list[FieldError] = []
    problems: list[FieldError] = []
    said = cells.get("product", "")
    product = SLIPS.get(said, said)
    if product != said:
        message = _("“%(said)s” was read as “%(meant)s”.") % {"said": said, "meant": product}
        warnings.append(FieldError("product", "misspelt", message))
    account = cells.get("account", "")
    if not account:
        warnings.append(FieldError("account", "no_account", _("There is no account; the customer stays empty.")))
    stage = STAGE_CODES.get(cells.get("deal_stage", ""))
    if stage is None:
        problems.append(FieldError("deal_stage", "unknown_stage", _("There is no such stage.")))
    values: dict[str, Any] = {
        "external_ref": cells.get("opportunity_id"),
        "name": f"{account} · {product}" if account else product,
        "owner": username(cells.get("sales_agent", "")),
        "customer": account,
        "product": product,
        "process": PRESET,
        "stage": stage,
    }
    for header, name in (("engage_date", "opened_on"), ("close_date", "closed_on")):
        if text := cells.get(header):
            match = _DAY.match(text)
            if match is None:
                problems.append(FieldError(header, "not_date", _("This must be a date such as 12/31/2016.")))
            else:
                values[name] = f"{match[3]}-{int(match[1]):02}-{int(match[2]):02}"
    if amount := cells.get("close_value"):
        values["amount"] = f"{amount}({CURRENCY})"
    if problems:
        raise Invalid(_("Some values are not right."), errors=problems)
    return Prepared(values, warnings)


def username(name: str) -> str:
    """What a person of the data set would sign in with, if they could."""
    return f"{PRESET}.{'.'.join(name.lower().split())}" if name.split() else ""


def make_process(ctx: Ctx, path: Path) -> str:
    """The four stages of the data set, as a process of their own."""
    if records.find(ctx, "sales_process", {"field": "code", "op": "eq", "value": PRESET}, limit=1).items:
        return "the sales process is there."
    made = defaults.process(ctx, "CRM Sales", PRESET, STAGES)
    return f"a sales process with {made} stages was made."


def make_team(ctx: Ctx, path: Path) -> str:
    """Offices as departments, agents with their managers as people who cannot sign in. Those that exist stay."""
    if not path.exists():
        return "passed over, it is not beside the file."
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for _number, row in zip(range(MAX_PEOPLE), csv.DictReader(file), strict=False)]
    above = Department.objects.filter(parent__isnull=True, deleted_at__isnull=True).order_by("id").first()
    offices = {office: _office(ctx, office, above) for office in sorted({row["regional_office"] for row in rows})}
    of_manager = {row["manager"]: row["regional_office"] for row in rows}
    managers = {name: _person(ctx, name, offices[office], None) for name, office in sorted(of_manager.items())}
    agents = [
        _person(ctx, row["sales_agent"], offices[row["regional_office"]], managers[row["manager"]][0]) for row in rows
    ]
    new = sum(is_new for _id, is_new in (*managers.values(), *agents))
    return f"{len(offices)} offices, {len(managers)} managers, {len(agents)} agents; {new} people are new and disabled."


def _office(ctx: Ctx, name: str, above: Department | None) -> int:
    """The department of an office; one of that name at the same place is it."""
    code = f"{PRESET}.{name.lower()}"
    living = Department.objects.filter(deleted_at__isnull=True)
    known = living.filter(code=code).first() or living.filter(name=name, parent=above).first()
    if known is not None:
        return int(known.id)
    values = {"name": name, "code": code, "kind": "department", "parent": None if above is None else above.id}
    made = records.create(ctx, "department", values)
    assert made.id is not None  # noqa: S101 — a draft without a problem has been stored
    return made.id


def _person(ctx: Ctx, name: str, department: int, superior: int | None) -> tuple[int, bool]:
    """The id, and whether the person is new."""
    known = User.objects.filter(username=username(name), deleted_at__isnull=True).first()
    if known is not None:
        return int(known.id), False
    values = {
        "name": name, "username": username(name), "department": department, "superior": superior,
        "status": "disabled",
    }  # fmt: skip
    made = records.create(ctx, "user", values, records.Options(internal=True))
    assert made.id is not None  # noqa: S101 — a draft without a problem has been stored
    return made.id, True


COMPANIONS = (
    Companion("sales_teams.csv", run=make_team),
    Companion("", run=make_process),
    Companion("accounts.csv", "customer", PRESET),
    Companion("accounts.csv", "customer", f"{PRESET}-parents", on_match="fill"),
    Companion("products.csv", "product", PRESET),
)
"""What lies beside the pipeline, in the order in which one needs the other."""
