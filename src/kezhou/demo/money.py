"""What came in for the contracts and orders of the demo company: plans, receipts, prepayments, refunds, write-offs and
invoices, the accountant's work of a year. Each document is a story that goes on until today."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.modules.finance import defaults as finance_defaults
from kezhou.modules.finance import jobs, splitting
from kezhou.modules.trade import making
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import acts, write
from kezhou.sdk import records

from .customers import as_person
from .staff import Staff

CONTRACTS, ORDERS = 26, 30
TERMS = ((("30", "70"), "month"), (("30", "60", "10"), "month"), (("50", "50"), "quarter"), (("25",) * 4, "quarter"))
BANKS = ("中国工商银行", "中国建设银行", "招商银行", "中国银行", "交通银行")
OUR_ACCOUNT = "招商银行北京分行 1109 0000 8888 001"
FREE = write.Options(internal=True)
BAD_DEBT_DAYS = 200
UNCLAIMED = 3

_CONTRACTS = """
SELECT 'contract', id, customer_id, owner_id, coalesce(signed_on, created_at::date), amount FROM trade_contract
 WHERE approval_state = 'approved' AND kind <> 'framework' AND state <> 'terminated' AND amount > 1000
   AND owner_id IS NOT NULL AND deleted_at IS NULL ORDER BY id LIMIT %s"""
_ORDERS = """
SELECT 'order', o.id, o.customer_id, o.owner_id, coalesce(o.ordered_on, o.created_at::date), o.amount FROM trade_order o
  LEFT JOIN trade_contract c ON c.id = o.contract_id
 WHERE o.approval_state = 'approved' AND o.amount > 1000 AND (c.id IS NULL OR c.kind = 'framework')
   AND o.owner_id IS NOT NULL AND o.deleted_at IS NULL ORDER BY o.id LIMIT %s"""
_CUSTOMERS = "SELECT id, name, credit_code FROM parties_customer WHERE id = ANY(%s) ORDER BY id"
_LATE = """
SELECT customer_id, min(owner_id), sum(outstanding) FROM finance_receiptplan
 WHERE deleted_at IS NULL AND outstanding > 0 AND planned_on < %s AND state <> 'void' AND owner_id IS NOT NULL
 GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT %s"""
_PLANS = "SELECT id, planned_on FROM finance_receiptplan WHERE id = ANY(%s) ORDER BY period"

Story = Iterator[datetime]


@dataclass(slots=True)
class Office:
    """The accountant, those who sold, chance, and the day on which it ends."""

    accountant: User
    sellers: Mapping[int, User]
    chance: random.Random
    now: datetime
    epoch: int
    invoices: int = 0

    def ctx(self, at: datetime, user: User | None = None) -> Ctx:
        return as_person(user or self.accountant, at, self.epoch)

    def number(self, at: datetime) -> str:
        """The next number of 20 digits: year, region, and a serial number."""
        self.invoices += 1
        return f"{at:%y}112{self.invoices:015d}"


def come_in(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Everything in the order of time; what lies behind today does not happen."""
    accountant = staff.users["finance1"]
    finance_defaults.ensure(Ctx.system("demo", FixedClock(now)))
    found = [*fetch_all(_CONTRACTS, (CONTRACTS,)), *fetch_all(_ORDERS, (ORDERS,))]
    sellers = {user.id: user for user in staff.users.values()}
    office = Office(accountant, sellers, chance, now, registry.current_schema_epoch())
    _titles(office, sorted({row[2] for row in found}))
    stories: list[Story] = [_paid(office, row, place) for place, row in enumerate(found)]
    queue = [(next(story), place, story) for place, story in enumerate(stories)]
    heapq.heapify(queue)
    while queue:
        moment, place, story = heapq.heappop(queue)
        if moment >= now:
            continue
        try:
            heapq.heappush(queue, (next(story), place, story))
        except StopIteration:
            continue
        except Conflict as problem:
            if problem.code not in ("wrong_state", "nothing_left", "over_document"):
                raise
    _unclaimed(office)
    jobs.turn(replace(Ctx.system("turn_receipt_plans"), clock=FixedClock(now)))


def _unclaimed(office: Office) -> None:
    """Yesterday money came in that nobody has put against anything yet."""
    ctx = office.ctx(office.now - timedelta(hours=20))
    for customer, owner, amount in fetch_all(_LATE, (ctx.clock.now().date(), UNCLAIMED)):
        values = {
            "customer": customer, "owner": owner, "received_on": ctx.clock.now().date().isoformat(),
            "amount": _yuan(amount), "method": "transfer", "account": OUR_ACCOUNT,
        }  # fmt: skip
        _make(ctx, "receipt", values)


def _titles(office: Office, customers: Sequence[int]) -> None:
    """Whom invoices are made out to; one customer has a second title."""
    ctx = office.ctx(office.now - timedelta(days=364))
    for place, (id_, name, code) in enumerate(fetch_all(_CUSTOMERS, (list(customers),))):
        bank = f"{BANKS[place % len(BANKS)]}第{place % 7 + 1}支行"
        values = {
            "customer": id_, "name": name, "tax_number": code or "", "bank": bank,
            "bank_account": f"6222{id_:012d}", "recipient": "财务部", "is_default": True,
        }  # fmt: skip
        _make(ctx, "invoice_title", values)
        if place == 0:
            _make(ctx, "invoice_title", {**values, "name": f"{name}（分公司）", "is_default": False})


def _paid(office: Office, row: Sequence[Any], place: int) -> Story:
    """Plans for a document, and each of them paid, paid in part, too late, or not at all."""
    kind, id_, _customer, owner, day, _amount = row
    chance, seller = office.chance, office.sellers[owner]
    at = _noon(day) + timedelta(hours=chance.randint(1, 3))
    yield at
    percents, every = TERMS[place % len(TERMS)] if kind == "contract" else (("100",), "month")
    first = day + timedelta(days=chance.choice((7, 10, 15)) if kind == "contract" else 30)
    wanted = {"entity": kind, "id": id_, "percents": list(percents), "every": every, "first_on": first}
    plans = splitting.split(office.ctx(at, seller), wanted | {"method": "transfer", "remind_days": 3})["ids"]
    if place % 3 != 2:
        at += timedelta(days=chance.randint(2, 6))
        yield at
        _invoice(office, kind, id_, seller, at, place)
    for period, (plan, due) in enumerate(fetch_all(_PLANS, (plans,))):
        fate = chance.random()
        if due >= office.now.date():
            # Some pay a part ahead of the day.
            if fate < 0.5:
                yield (at := max(at, office.now - timedelta(days=5, hours=-place)))
                _receive(office, plan, owner, at, Decimal("0.4"), Decimal(0))
            return
        if fate < 0.16:
            # Nothing came; what is far too old is given up.
            yield (at := max(at, _noon(due) + timedelta(days=BAD_DEBT_DAYS)))
            _write_off(office, plan, "bad_debt", "客户已停产，多次催收无果", at)
            return
        at = max(at, _noon(due) + timedelta(days=chance.randint(-4, 18)))
        yield at
        part = Decimal("0.6") if fate < 0.3 else Decimal(1)
        over = Decimal(5000) if place % 9 == 4 and period == 0 else Decimal(0)
        receipt = _receive(office, plan, owner, at, part, over)
        if over and receipt:
            yield (at := at + timedelta(days=6))
            _refund(office, row, None, Decimal(2000), "多付款退回一部分", at)
        if place % 11 == 5 and part == 1:
            yield (at := at + timedelta(days=9))
            _refund(office, row, plan, Decimal("200.00"), "运费由我方承担", at)
            yield (at := at + timedelta(days=2))
            _write_off(office, plan, "allowance", "运费折让", at)


def _receive(office: Office, plan: int, owner: int, at: datetime, part: Decimal, over: Decimal) -> int:
    """A part of what is left of a plan, or all of it and something beyond, which stays as a prepayment."""
    ctx = office.ctx(at)
    receipt = int(making.make(ctx, "receipt_plan", plan, "receipt", "")["id"])
    (line,) = records.lines(ctx, "receipt", receipt)["lines"]
    amount = (Decimal(line["amount"]["amount"]) * part).quantize(Decimal("0.01"))
    values = {
        "owner": owner, "account": OUR_ACCOUNT, "reference": f"HK{at:%y%m%d}{receipt:05d}",
        "method": office.chance.choice(("transfer", "transfer", "bank_acceptance", "online")),
        "amount": _yuan(amount + over), "lines": [{"id": line["id"], "amount": _yuan(amount)}],
    }  # fmt: skip
    write.update(ctx, registry.entity(ctx, "receipt"), receipt, values, None, FREE)
    if at > office.now - timedelta(days=2):
        return 0  # still to be submitted
    _act(ctx, "receipt", receipt, "submit")
    return receipt


def _refund(office: Office, row: Sequence[Any], plan: int | None, amount: Decimal, reason: str, at: datetime) -> None:
    values = {
        "customer": row[2], "amount": _yuan(amount), "refunded_on": at.date().isoformat(), "reason": reason,
        "owner": row[3], "method": "transfer", "account": OUR_ACCOUNT, **({"plan": plan} if plan else {}),
    }  # fmt: skip
    _act(office.ctx(at), "refund", _make(office.ctx(at), "refund", values), "submit")


def _write_off(office: Office, plan: int, kind: str, reason: str, at: datetime) -> None:
    ctx = office.ctx(at)
    off = int(making.make(ctx, "receipt_plan", plan, "write_off", "")["id"])
    write.update(ctx, registry.entity(ctx, "write_off"), off, {"kind": kind, "reason": reason}, None, FREE)
    _act(ctx, "write_off", off, "submit")


def _invoice(office: Office, kind: str, id_: int, seller: User, at: datetime, place: int) -> None:
    """Asked for by whoever sold, issued by the accountant; a few wait, a few are reversed and issued anew."""
    asking, ctx = office.ctx(at, seller), office.ctx(at)
    invoice = int(making.make(asking, kind, id_, "invoice", "")["id"])
    if not (records.get(ctx, "invoice", invoice) or {}).get("buyer_tax_number"):
        write.update(asking, registry.entity(asking, "invoice"), invoice, {"kind": "normal"}, None, FREE)
    _act(asking, "invoice", invoice, "submit")
    if place % 10 == 7:
        return
    issuer = office.accountant.name
    _act(ctx, "invoice", invoice, "issue", invoice_number=office.number(at), issuer=issuer)
    if place % 4 != 1:
        _act(ctx, "invoice", invoice, "hand_over", delivery_note="电子发票已发送至客户邮箱")
    if place % 12 == 3:
        red = int(making.make(ctx, "invoice", invoice, "invoice", "red")["id"])
        _act(ctx, "invoice", red, "submit")
        if place % 24 == 3:
            _act(ctx, "invoice", red, "red_confirm", red_confirmation=f"3100{at:%y%m%d}{red:06d}")
            _act(ctx, "invoice", red, "issue", invoice_number=office.number(at), issuer=issuer)


def _noon(day: date) -> datetime:
    """Two in the afternoon of the company's day."""
    return datetime.combine(day, time(6), UTC)


def _yuan(amount: Decimal) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": "CNY"}


def _make(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> int:
    draft = write.create(ctx, registry.entity(ctx, entity), values, FREE)
    assert draft.id is not None  # noqa: S101 — it was stored
    return draft.id


def _act(ctx: Ctx, entity: str, id_: int, key: str, **given: Any) -> None:
    acts.act(ctx, registry.entity(ctx, entity), id_, key, given)
