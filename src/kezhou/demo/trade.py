"""A year of documents: what was quoted, agreed, ordered, delivered and sent back, each step on its day and in the name
of who owns it. A document is a story that goes on until today."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, Invalid
from kezhou.modules.trade import jobs
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.records import write
from kezhou.sdk import records

from . import approvals
from . import trade_words as words
from .customers import lately
from .staff import Staff
from .trade_orders import ordered, repeated
from .trade_scene import DAYS, FREE, Scene, Story, act, head, made_from, make, submit

QUOTES, CONTRACTS, REPEATED = 60, 20, 46
"""Quotes out of opportunities; contracts and orders that came without one."""
SELLERS = 9
WAITING = ("sales1", "sales2", "manager1")
SERVICE_RATE = "6"

_OPPORTUNITIES = """
SELECT t.id, t.owner_id, t.name, t.customer_id, t.contact_id, t.state, t.opened_on FROM sales_opportunity t
 WHERE t.owner_id = ANY(%s) AND t.deleted_at IS NULL AND t.customer_id IS NOT NULL AND t.opened_on > %s
   AND t.state IN ('open', 'won', 'lost') ORDER BY t.opened_on, t.id"""
_CUSTOMERS = """
SELECT c.id, c.owner_id, left(c.name, 4) FROM parties_customer c
 WHERE c.owner_id = ANY(%s) AND c.deleted_at IS NULL AND c.created_at < %s ORDER BY c.id LIMIT 400"""
_PRODUCTS = "SELECT id, name, spec, tax_rate, list_price, unit_id FROM catalog_product WHERE deleted_at IS NULL AND status = 'on_sale' ORDER BY id"  # noqa: E501


def go_on(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Everything that happened in a year, in the order of time."""
    sellers = [staff.users[post.username] for post in staff.posts if post.role in ("sales", "manager")][:SELLERS]
    users = {user.id: user for user in sellers}
    scene = Scene(users, fetch_all(_PRODUCTS), chance, now, registry.current_schema_epoch())
    begun = now - timedelta(days=DAYS)
    ids = list(users)
    chosen = fetch_all(_OPPORTUNITIES, (ids, begun.date()))
    customers = fetch_all(_CUSTOMERS, (ids, begun + timedelta(days=120)))
    if not chosen or not customers or not scene.products:
        return
    stories: list[Story] = [_quoted(scene, row) for row in chance.sample(chosen, min(QUOTES, len(chosen)))]
    stories += [_agreed(scene, chance.choice(customers), number) for number in range(CONTRACTS)]
    stories += [repeated(scene, chance.choice(customers)) for _number in range(REPEATED)]
    _play(stories, now)
    approvals.turn_down(now)
    jobs.turn(replace(Ctx.system("turn_documents"), clock=FixedClock(now)))


def wait(staff: Staff, chance: random.Random, now: datetime) -> None:
    """Some documents wait for a decision; called once the flows are published."""
    users = {staff.users[name].id: staff.users[name] for name in WAITING}
    scene = Scene(users, fetch_all(_PRODUCTS), chance, now, registry.current_schema_epoch())
    customers = fetch_all(_CUSTOMERS, (list(users), now))
    for at, owner in enumerate(users):
        mine = [row for row in customers if row[1] == owner]
        for hours, entity in ((30, "quote"), (20, "contract"), (5 + at, "order")):
            if not mine:
                continue
            ctx = scene.ctx(owner, lately(now - timedelta(hours=hours), now))
            id_ = make(ctx, entity, head(scene, chance.choice(mine)) | {"lines": scene.lines(2, 4, listed=True)})
            try:
                act(ctx, entity, id_, "submit")
            except Invalid as problem:
                _on_credit(problem)


def _play(stories: Sequence[Story], now: datetime) -> None:
    """Each story tells when it goes on; whoever is next goes first. What lies behind today does not happen."""
    queue = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(queue)
    while queue:
        moment, number, story = heapq.heappop(queue)
        if moment >= now:
            continue
        try:
            heapq.heappush(queue, (next(story), number, story))
        except StopIteration:
            continue
        except Conflict as problem:
            # What ended, or has nothing left, is not gone on with.
            if problem.code not in ("wrong_state", "nothing_left"):
                raise
        except Invalid as problem:
            _on_credit(problem)


def _on_credit(problem: Invalid) -> None:
    """What a customer's credit does not allow stays as it is; anything else is a mistake of the demo and stops it."""
    if not problem.errors or not all(error.code.startswith("credit_") for error in problem.errors):
        raise RuntimeError(f"a demo document was refused: {problem.errors}") from problem


def _quoted(scene: Scene, row: Sequence[Any]) -> Story:
    """A quote for an opportunity, and what came of it."""
    id_, owner, name, customer, contact, state, opened = row
    chance = scene.chance
    at = datetime.combine(opened, datetime.min.time(), scene.now.tzinfo) + scene.later(4, 24) + timedelta(hours=2)
    at = min(at, scene.now - scene.later(0.5, 9))
    values = {
        "name": name, "customer": customer, "contact": contact, "opportunity": id_,
        "valid_until": (at + timedelta(days=30)).date().isoformat(),
        "payment_terms": chance.choice(words.PAYMENTS), "delivery_terms": chance.choice(words.SHIPPINGS),
        "discount": chance.choice(("0", "0", "0", "200", "500")), "lines": scene.lines(2, 5),
    }  # fmt: skip
    yield at
    quote = make(scene.ctx(owner, at), "quote", values)
    if state == "open" and chance.random() < 0.25:
        return
    submit(scene, scene.ctx(owner, at), "quote", quote)
    at += scene.later(0.1, 2)
    yield at
    act(scene.ctx(owner, at), "quote", quote, "send")
    if state != "open" and chance.random() < 0.3:
        at += scene.later(2, 6)
        yield at
        quote = _revised(scene, scene.ctx(owner, at), quote, at)
    if state == "open":
        return
    at += scene.later(3, 14)
    yield at
    if state == "lost":
        act(scene.ctx(owner, at), "quote", quote, "decline", declined_reason=chance.choice(words.DECLINED))
        return
    act(scene.ctx(owner, at), "quote", quote, "accept")
    if chance.random() < 0.35:
        yield from ordered(scene, owner, "quote", quote, at + scene.later(0.5, 4))
        return
    at += scene.later(1, 6)
    yield at
    contract = made_from(scene.ctx(owner, at), "quote", quote, "contract")
    yield from _carried_out(scene, owner, contract, at)


def _revised(scene: Scene, ctx: Ctx, quote: int, at: datetime) -> int:
    """Two percent more off on every line, sent in place of the one before."""
    new = made_from(ctx, "quote", quote, "quote", "revision")
    lines = [
        {"id": line["id"], "discount_rate": str(min(float(line["discount_rate"] or 0) + 2, 20))}
        for line in records.lines(ctx, "quote", new)["lines"]
    ]
    until = (at + timedelta(days=30)).date().isoformat()
    write.update(ctx, registry.entity(ctx, "quote"), new, {"lines": lines, "valid_until": until}, None, FREE)
    act(submit(scene, ctx, "quote", new), "quote", new, "send")
    return new


def _agreed(scene: Scene, customer: Sequence[Any], number: int) -> Story:
    """A contract without a quote: a framework to order under, or a year's service."""
    chance, owner = scene.chance, customer[1]
    framework = number % 2 == 0
    at = scene.now - scene.later(20, DAYS - 10)
    starts = at.date() + timedelta(days=3)
    names = words.FRAMEWORKS if framework else words.SERVICES
    values = head(scene, customer) | {
        "name": f"{customer[2]}{chance.choice(names).format(year=at.year)}",
        "kind": "framework" if framework else "service",
        "starts_on": starts.isoformat(),
        "ends_on": (starts + timedelta(days=chance.choice((90, 180, 364, 364)))).isoformat(),
        "payment_terms": chance.choice(words.PAYMENTS),
    }
    service = {"amount": {"amount": f"{chance.randint(8, 160) * 1000}.00", "currency": "CNY"}}
    values |= {"lines": scene.lines(3, 6, listed=True)} if framework else service
    yield at
    contract = make(scene.ctx(owner, at), "contract", values)
    yield from _carried_out(scene, owner, contract, at, orders=framework)


def _changed(change: int, chance: random.Random) -> dict[str, Any]:
    """More service for more money, or the same for longer."""
    reason, share, days = chance.choice(words.CHANGES)
    ((amount, currency, ends_on),) = fetch_all(
        "SELECT amount, amount_currency, ends_on FROM trade_contractchange WHERE id = %s", (change,)
    )
    told: dict[str, Any] = {"reason": reason}
    if share and amount is not None:
        told["amount"] = {"amount": f"{amount * (100 + share) / 100:.2f}", "currency": currency}
    if days and ends_on is not None:
        told["ends_on"] = (ends_on + timedelta(days=days)).isoformat()
    return told


def _carried_out(scene: Scene, owner: int, contract: int, at: datetime, *, orders: bool = True) -> Story:
    """A contract is submitted, signed, archived; ordered under; now and then changed or ended."""
    chance = scene.chance
    submit(scene, scene.ctx(owner, at), "contract", contract)
    at += scene.later(1, 8)
    yield at
    act(scene.ctx(owner, at), "contract", contract, "sign", their_signer=chance.choice(words.SIGNERS))
    if chance.random() < 0.6:
        at += scene.later(1, 10)
        yield at
        number = f"HT-{at:%Y%m}-{contract:03d}"
        act(scene.ctx(owner, at), "contract", contract, "archive", archive_number=number, archive_place="档案室 2 柜")
    if orders:
        yield from ordered(scene, owner, "contract", contract, at + scene.later(1, 10))
        return
    if chance.random() < 0.3:
        at += scene.later(30, 80)
        yield at
        change = made_from(scene.ctx(owner, at), "contract", contract, "contract_change")
        ctx = scene.ctx(owner, at)
        told = _changed(change, chance)
        write.update(ctx, registry.entity(ctx, "contract_change"), change, told, None, FREE)
        submit(scene, ctx, "contract_change", change)
    elif chance.random() < 0.2:
        at += scene.later(40, 90)
        yield at
        act(scene.ctx(owner, at), "contract", contract, "terminate", ended_reason=chance.choice(words.ENDED))
    elif chance.random() < 0.3:
        at += scene.later(90, 160)
        yield at
        act(scene.ctx(owner, at), "contract", contract, "complete")
