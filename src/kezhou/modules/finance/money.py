"""How far contracts and orders have come: one row each, locked by all that moves money for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.sdk.query import execute, fetch_all

Place = tuple[str, int]
"""A contract or an order: ("contract", 3)."""
ZERO = Decimal(0)
SUMS = ("planned", "requested", "invoiced", "received", "written_off")

_OPEN_CONTRACTS = """
INSERT INTO finance_documentmoney (contract_id, currency, agreed, planned, requested, invoiced, received, written_off)
SELECT id, CASE WHEN amount IS NULL THEN currency ELSE amount_currency END,
       CASE WHEN kind = 'framework' THEN NULL ELSE amount END, 0, 0, 0, 0, 0
  FROM trade_contract WHERE id = ANY(%s) ORDER BY id ON CONFLICT (contract_id) DO NOTHING"""
_OPEN_ORDERS = """
INSERT INTO finance_documentmoney (order_id, currency, agreed, planned, requested, invoiced, received, written_off)
SELECT id, CASE WHEN amount IS NULL THEN currency ELSE amount_currency END, amount, 0, 0, 0, 0, 0
  FROM trade_order WHERE id = ANY(%s) ORDER BY id ON CONFLICT (order_id) DO NOTHING"""
_LOCK = """
SELECT id, contract_id, order_id, currency, agreed, planned, requested, invoiced, received, written_off
  FROM finance_documentmoney WHERE contract_id = ANY(%s) OR order_id = ANY(%s) ORDER BY id FOR UPDATE"""
_ABOVE = "SELECT id, contract_id FROM trade_order WHERE id = ANY(%s)"


@dataclass(slots=True)
class Row:
    """The money of one document, held until the transaction ends. Amounts are in its currency."""

    id: int
    place: Place
    currency: str
    agreed: Decimal | None
    sums: dict[str, Decimal]

    def left(self, name: str) -> Decimal | None:
        """How much may still be added to a sum; None without a limit."""
        if self.agreed is None:
            return None
        taken = self.sums["received"] + self.sums["written_off"] if name in PAID else self.sums[name]
        return self.agreed - taken


PAID = ("received", "written_off")


def places(contracts: Collection[int], orders: Collection[int]) -> dict[Place, tuple[Place, ...]]:
    """Each of these documents with all that it counts on: itself, and of an order its contract."""
    found: dict[Place, tuple[Place, ...]] = {("contract", id_): (("contract", id_),) for id_ in contracts}
    for order, contract in fetch_all(_ABOVE, (list(orders),)) if orders else ():
        above: tuple[Place, ...] = () if contract is None else (("contract", contract),)
        found[("order", order)] = (("order", order), *above)
    return found


def lock(wanted: Collection[Place]) -> dict[Place, Row]:
    """The rows of these documents, opened where there are none, in an order that nobody waits in a ring for."""
    contracts = sorted(id_ for kind, id_ in wanted if kind == "contract")
    orders = sorted(id_ for kind, id_ in wanted if kind == "order")
    if contracts:
        execute(_OPEN_CONTRACTS, (contracts,))
    if orders:
        execute(_OPEN_ORDERS, (orders,))
    found = {}
    for row in fetch_all(_LOCK, (contracts, orders)):
        place: Place = ("contract", row[1]) if row[1] is not None else ("order", row[2])
        found[place] = Row(row[0], place, row[3], row[4], dict(zip(SUMS, row[5:], strict=True)))
    return found


def add(ctx: Ctx, changes: Mapping[Place, Mapping[str, Decimal]], currency: str) -> None:
    """Count amounts on documents and on what these count on. Raises `Conflict`: `other_currency`, `over_document` with
    what is left, `below_zero` where more is taken back than there was."""
    known = places([i for k, i in changes if k == "contract"], [i for k, i in changes if k == "order"])
    sums: dict[Place, dict[str, Decimal]] = {}
    for place, amounts in changes.items():
        for target in known.get(place, ()):
            own = sums.setdefault(target, {})
            for name, amount in amounts.items():
                own[name] = own.get(name, ZERO) + amount
    rows = lock(sums)
    for place, amounts in sorted(sums.items()):
        _move(rows[place], amounts, currency)


def _move(row: Row, amounts: Mapping[str, Decimal], currency: str) -> None:
    if row.currency != currency:
        text = _("The document is in %(currency)s.") % {"currency": row.currency}
        raise Conflict(text, code="other_currency", extra={"currency": row.currency})
    for name, amount in amounts.items():
        left = row.left(name)
        if left is not None and amount > left:
            raise over(row.place, left, row.currency)
        if row.sums[name] + amount < 0:
            raise Conflict(_("Less than that was booked."), code="below_zero")
        row.sums[name] += amount
    values = [row.sums[name] for name in SUMS]
    execute(
        "UPDATE finance_documentmoney SET planned = %s, requested = %s, invoiced = %s, received = %s, written_off = %s"
        " WHERE id = %s",
        (*values, row.id),
    )


def over(place: Place, left: Decimal, currency: str) -> Conflict:
    params = {"left": f"{left:.2f}", "currency": currency}
    words = {
        "contract": _("Of the contract %(left)s %(currency)s is left."),
        "order": _("Of the order %(left)s %(currency)s is left."),
    }
    extra = {**params, "entity": place[0], "id": place[1]}
    return Conflict(words[place[0]] % params, code="over_document", extra=extra)


def approved(wanted: Collection[Place]) -> set[Place]:
    """Those of the documents that are approved; asked once their rows are held."""
    found: set[Place] = set()
    for kind, table in (("contract", "trade_contract"), ("order", "trade_order")):
        ids = [id_ for one, id_ in wanted if one == kind]
        statement = f"SELECT id FROM {table} WHERE id = ANY(%s) AND approval_state = 'approved' AND deleted_at IS NULL"  # noqa: S608
        found |= {(kind, row[0]) for row in (fetch_all(statement, (ids,)) if ids else ())}
    return found


def must_be_approved(wanted: Sequence[Place]) -> None:
    """Raises `Conflict` for a document that nobody approved, or that was voided."""
    missing = set(wanted) - approved(wanted)
    if missing:
        kind, id_ = min(missing)
        text = _("Money comes in for approved contracts and orders only.")
        raise Conflict(text, code="not_approved", extra={"entity": kind, "id": id_})
