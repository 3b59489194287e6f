"""What the stories of documents have in common: people, goods, chance, and how a document is made and moved on."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.trade import making
from kezhou.platform.approvals.decide import decide
from kezhou.platform.approvals.models import ApprovalTask
from kezhou.platform.entities import registry
from kezhou.platform.org.models import User
from kezhou.platform.records import acts, write

from . import trade_words as words
from .customers import as_person

DAYS = 365
MOST_STEPS = 5
"""Decisions that one document needs at most."""
FREE = write.Options(internal=True)

Story = Iterator[datetime]


@dataclass(slots=True)
class Scene:
    """What every story needs: people, goods, chance, and the day on which it all ends."""

    users: Mapping[int, User]
    products: Sequence[Sequence[Any]]
    chance: random.Random
    now: datetime
    epoch: int

    def ctx(self, owner: int, at: datetime) -> Ctx:
        return as_person(self.users[owner], at, self.epoch)

    def lines(self, least: int = 1, most: int = 4, *, listed: bool = False) -> list[dict[str, Any]]:
        """Goods at the prices of the company's own books (or at list price, where books are not asked), now and then
        with a discount."""
        chosen = self.chance.sample(self.products, self.chance.randint(least, most))
        return [
            {
                "product": id_, "name": name, "spec": spec, "unit": unit, "tax_rate": rate,
                "quantity": str(self.chance.choice((1, 2, 2, 4, 5, 6, 10, 12, 20) if price < 10_000 else (1, 1, 2, 3))),
                "discount_rate": self.chance.choice((None, None, None, "2", "3", "5", "12")),
                "unit_price": str(price) if listed else None,
            }
            for id_, name, spec, rate, price, unit in chosen
        ]  # fmt: skip

    def later(self, least: float, most: float) -> timedelta:
        return timedelta(days=self.chance.uniform(least, most))


def head(scene: Scene, customer: Sequence[Any]) -> dict[str, Any]:
    return {"name": f"{customer[2]}{scene.chance.choice(words.SUBJECTS)}", "customer": customer[0]}


def make(ctx: Ctx, entity: str, values: Mapping[str, Any]) -> int:
    draft = write.create(ctx, registry.entity(ctx, entity), values, FREE)
    assert draft.id is not None  # noqa: S101 — it was stored
    return draft.id


def made_from(ctx: Ctx, source: str, id_: int, target: str, mode: str = "") -> int:
    return int(making.make(ctx, source, id_, target, mode)["id"])


def act(ctx: Ctx, entity: str, id_: int, key: str, **given: Any) -> None:
    acts.act(ctx, registry.entity(ctx, entity), id_, key, given)


def submit(scene: Scene, ctx: Ctx, entity: str, id_: int) -> Ctx:
    """Submitted, and approved within the next hours by whoever is asked, as what lies below the floor or beyond the
    seller's authority is. The seller at the moment at which that is done."""
    act(ctx, entity, id_, "submit")
    at = ctx.clock.now()
    waiting = ApprovalTask.objects.filter(
        request__entity=entity, request__record_id=id_, request__state="pending", state="pending", user__isnull=False
    )
    for _step in range(MOST_STEPS):
        task = waiting.select_related("user").order_by("id").first()
        if task is None or task.user is None:
            break
        # No chance is asked: the rest of the company stays as it was.
        at = min(at + timedelta(minutes=4 + task.id * 17 % 47), scene.now)
        decide(as_person(task.user, at, ctx.schema_epoch), task.request_id, approve=True)
    return replace(ctx, clock=FixedClock(at))
