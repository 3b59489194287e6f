"""Orders of a year: delivered in one or two parts, now and then sent back, settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry
from kezhou.platform.records import write
from kezhou.sdk import records

from . import trade_words as words
from .trade_scene import DAYS, FREE, Scene, Story, act, head, made_from, make, submit


def repeated(scene: Scene, customer: Sequence[Any]) -> Story:
    """An order of somebody who orders again and again."""
    at = scene.now - scene.later(0.2, DAYS - 20)
    yield at
    ctx = scene.ctx(customer[1], at)
    today = company_today(ctx.clock)
    values = head(scene, customer) | {"lines": scene.lines(), "ordered_on": today.isoformat()}
    yield from _fulfilled(scene, customer[1], make(ctx, "order", values), at)


def ordered(scene: Scene, owner: int, source: str, id_: int, at: datetime) -> Story:
    yield at
    yield from _fulfilled(scene, owner, made_from(scene.ctx(owner, at), source, id_, "order"), at)


def _fulfilled(scene: Scene, owner: int, order: int, at: datetime) -> Story:
    """An order with where to and until when, delivered in one or two parts, and what came after."""
    chance, ctx = scene.chance, scene.ctx(owner, at)
    told = {
        "deliver_by": (at + timedelta(days=chance.randint(10, 40))).date().isoformat(),
        "ship_to": f"{chance.choice(words.ROADS)}{chance.randint(1, 99)}号",
        "receiver": chance.choice(words.PEOPLE),
        "receiver_phone": f"1390000{chance.randint(1000, 9999)}",
    }
    write.update(ctx, registry.entity(ctx, "order"), order, told, None, FREE)
    if chance.random() < 0.04:
        return
    submit(scene, ctx, "order", order)
    parts = chance.choice((1, 1, 2))
    for part in range(parts):
        at += scene.later(3, 18)
        yield at
        # Halves of single pieces are whole deliveries.
        if _state(scene.ctx(owner, at), order) == "delivered":
            break
        if part and chance.random() < 0.3:
            return
        yield from _delivered(scene, owner, order, at, half=part + 1 < parts)
    at += scene.later(4, 20)
    yield at
    ctx = scene.ctx(owner, at)
    if chance.random() < 0.12:
        back = made_from(ctx, "order", order, "return_order")
        first = records.lines(ctx, "return_order", back)["lines"][0]["id"]
        values = {"reason": chance.choice(words.RETURNED), "lines": [{"id": first, "quantity": "1"}]}
        write.update(ctx, registry.entity(ctx, "return_order"), back, values, None, FREE)
        act(ctx, "return_order", back, "submit")
        if chance.random() < 0.7:
            act(ctx, "return_order", back, "take_back")
    elif chance.random() < 0.6:
        act(ctx, "order", order, "settle", closed_reason=chance.choice(words.CLOSED))


def _delivered(scene: Scene, owner: int, order: int, at: datetime, *, half: bool) -> Story:
    chance, ctx = scene.chance, scene.ctx(owner, at)
    delivery = made_from(ctx, "order", order, "delivery")
    values: dict[str, Any] = {"warehouse": chance.choice(words.WAREHOUSES)}
    if half:
        lines = records.lines(ctx, "delivery", delivery)["lines"]
        values["lines"] = [{"id": x["id"], "quantity": str(max(int(float(x["quantity"])) // 2, 1))} for x in lines]
    write.update(ctx, registry.entity(ctx, "delivery"), delivery, values, None, FREE)
    act(ctx, "delivery", delivery, "submit")
    sent = {"carrier": chance.choice(words.CARRIERS), "tracking": f"WL{chance.randint(10**9, 10**10 - 1)}"}
    act(ctx, "delivery", delivery, "ship", **sent)
    at += scene.later(1, 5)
    yield at
    act(scene.ctx(owner, at), "delivery", delivery, "receive")


def _state(ctx: Ctx, order: int) -> str:
    return str((records.get(ctx, "order", order) or {}).get("state"))
