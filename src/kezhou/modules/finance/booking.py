"""What is approved is booked, once, and what is voided is booked back: plans, documents, ledger and credit together.

Registered with `approvals.on_approved` and, for voids, with `records.saved`; when anything fails, nothing was approved
or voided. Plans are held first, by id, then the money of documents, so that two receipts for one plan are counted one
after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.kernel.money import Money
from kezhou.modules.credit import api as credit
from kezhou.modules.finance import money, plans, posting
from kezhou.modules.finance.money import ZERO, Place
from kezhou.modules.trade import api as trade
from kezhou.sdk import ledger, records
from kezhou.sdk.query import CompiledEntity
from kezhou.sdk.records import Draft

BOOKED = ("receipt", "refund", "write_off")


@dataclass(frozen=True, slots=True)
class Share:
    """So much for one plan, contract or order."""

    place: Place
    """("plan", 3), ("contract", 3) or ("order", 3)."""
    amount: Decimal

    @property
    def account(self) -> Place:
        """The record whose account in the ledger it stands in."""
        return ("receipt_plan", self.place[1]) if self.place[0] == "plan" else self.place


def receipt_approved(ctx: Ctx, record_id: int) -> None:
    _book(ctx, "receipt", record_id)


def refund_approved(ctx: Ctx, record_id: int) -> None:
    _book(ctx, "refund", record_id)


def write_off_approved(ctx: Ctx, record_id: int) -> None:
    _book(ctx, "write_off", record_id)


def follow(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """What was approved and is voided now."""
    if entity.key not in BOOKED:
        return
    for draft in drafts:
        voided = draft.values.get("approval_state") == "cancelled"
        if voided and draft.id is not None and (draft.before or {}).get("approval_state") == "approved":
            _book_back(ctx, entity.key, draft.id)


# -- both ways -------------------------------------------------------------------------------------------------------


def _book(ctx: Ctx, key: str, record_id: int) -> None:
    record, shares = _read(ctx, key, record_id)
    amount = _money(record)
    if key == "write_off":
        _count(ctx, shares, amount.currency, 1, "written_off", f"{key}:{record_id}", must=True)
    elif key == "receipt":
        _count(ctx, shares, amount.currency, 1, "received", f"{key}:{record_id}", must=True)
    else:
        _count(ctx, shares, amount.currency, -1, "received", f"{key}:{record_id}", must=False)
    posted = f"{key}:{record_id}"
    posting.post(ctx, posted, f"finance_{key}", _lines(ctx, key, record, shares, amount), (key, record_id))
    _credit(ctx, key, record, amount, posted, back=False)


def _book_back(ctx: Ctx, key: str, record_id: int) -> None:
    record, shares = _read(ctx, key, record_id)
    amount = _money(record)
    name = "written_off" if key == "write_off" else "received"
    sign = 1 if key == "refund" else -1
    posted = f"{key}:{record_id}"
    _count(ctx, shares, amount.currency, sign, name, f"{posted}:void", must=False)
    posting.take_back(ctx, posted)
    _credit(ctx, key, record, amount, f"{posted}:void", back=True)


def _read(ctx: Ctx, key: str, record_id: int) -> tuple[dict[str, Any], list[Share]]:
    rule = trade.by_rule(ctx)
    record = records.get(rule, key, record_id)
    if record is None:
        raise Conflict(_("The record is gone."), code="gone")
    if key == "receipt":
        rows: Sequence[Mapping[str, Any]] = records.lines(rule, key, record_id)["lines"]
    else:
        rows = [record] if any(record.get(name) for name in ("plan", "contract", "order")) else []
    return record, [_share(row) for row in rows]


def _share(row: Mapping[str, Any]) -> Share:
    name = next(name for name in ("plan", "contract", "order") if row.get(name))
    return Share((name, row[name]["id"]), Decimal(row["amount"]["amount"]))


def _money(record: Mapping[str, Any]) -> Money:
    return Money(Decimal(record["amount"]["amount"]), record["amount"]["currency"])


def _count(ctx: Ctx, shares: Sequence[Share], currency: str, sign: int, name: str, act: str, *, must: bool) -> None:
    """Plans and documents say what was booked. `must`: only for approved documents."""
    by_plan: dict[int, Decimal] = {}
    by_place: dict[Place, dict[str, Decimal]] = {}
    held = plans.read([share.place[1] for share in shares if share.place[0] == "plan"], held=True)
    for share in shares:
        place = share.place
        if place[0] == "plan":
            plan = held.get(place[1])
            if plan is None:
                raise Conflict(_("The record is gone."), code="gone")
            by_plan[plan.id] = by_plan.get(plan.id, ZERO) + sign * share.amount
            place = plan.place
        own = by_place.setdefault(place, {name: ZERO})
        own[name] += sign * share.amount
    received = by_plan if name == "received" else {}
    if by_place:
        money.add(ctx, by_place, currency)
        if must:
            money.must_be_approved(list(by_place))
    plans.count(ctx, held, received, {} if received else by_plan, act)


def _lines(ctx: Ctx, key: str, record: Mapping[str, Any], shares: Sequence[Share], amount: Money) -> list[ledger.Line]:
    """What the ledger says of it; the sum is zero."""
    customer, currency = record["customer"]["id"], amount.currency
    whole = posting.minor(amount.amount, currency)

    def parts(kind: str, sign: int) -> list[ledger.Line]:
        return [
            posting.of_place(ctx, kind, s.account, currency, sign * posting.minor(s.amount, currency)) for s in shares
        ]

    if key == "write_off":
        return [
            posting.of_customer(ctx, posting.LOSS, customer, currency, -whole), *parts(posting.WRITTEN_OFF, 1),
        ]  # fmt: skip
    if key == "refund":
        taken = parts(posting.RECEIVED, -1) if shares else posting.draw(customer, currency, amount.amount)
        return [posting.of_customer(ctx, posting.CASH, customer, currency, whole), *taken]
    rest = amount.amount - sum((share.amount for share in shares), ZERO)
    if record["kind"] == "prepaid":
        if rest:
            raise Conflict(_("What comes from the prepayment is allocated in full."), code="not_all")
        return [*posting.draw(customer, currency, amount.amount), *parts(posting.RECEIVED, 1)]
    lines = [posting.of_customer(ctx, posting.CASH, customer, currency, -whole), *parts(posting.RECEIVED, 1)]
    if rest:
        units = posting.minor(rest, currency)
        lines.append(posting.of_customer(ctx, posting.PREPAID, customer, currency, units))
    return lines


def _credit(ctx: Ctx, key: str, record: Mapping[str, Any], amount: Money, posted: str, *, back: bool) -> None:
    """What the customer owes: less with what came in or was given up, more with what was paid back. Using a prepayment
    changes nothing, for it lessened what is owed when it came."""
    if key == "receipt" and record["kind"] == "prepaid":
        return
    source: credit.Stage = "unpaid"
    target: credit.Stage = "outside"
    if (key == "refund") != back:
        source, target = target, source
    customer = record["customer"]["id"]
    credit.post(ctx, f"credit:{posted}", customer, source, target, amount, ref=(key, record["id"]))
