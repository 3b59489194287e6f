"""Many at once, under real threads: one order out of a quote, and no more than the limit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from kezhou.kernel.errors import KezhouError
from kezhou.modules.trade import integrity, making
from kezhou.platform.entities import registry
from kezhou.platform.numbering.models import NumberCounter
from kezhou.platform.records import acts
from tests.contract.world import World, forget
from tests.finance.conftest import Till, yuan

MANY = 50


def at_once(number: int, act: Callable[[int], object]) -> Counter[str]:
    """How often each came out: `done`, or the code of what refused it."""
    barrier, found = Barrier(number), list[str]()

    def run(at: int) -> None:
        try:
            barrier.wait(60)
            act(at)
            found.append("done")
        except KezhouError as problem:
            found.append(str(problem.code))
        except BaseException as problem:  # noqa: BLE001 — told below
            found.append(repr(problem))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(at,)) for at in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return Counter(found)


@pytest.mark.django_db(transaction=True)
def test_fifty_ask_for_the_order_of_one_quote() -> None:
    forget()
    till = Till(World())
    quote = till.made("quote", name="q", customer=till.customer, lines=till.lines((till.pump, "1", "1130")))
    for act in ("submit", "send", "accept"):
        till.act("quote", quote, act)
    ctx = till.world.system

    assert at_once(MANY, lambda _at: making.make(ctx, "quote", quote, "order")) == {"done": 1, "made_already": MANY - 1}

    assert len(till.api.ids("order")) == 1
    assert NumberCounter.objects.get(entity="order").value == 1  # nobody's refusal took a number
    forget()


@pytest.mark.django_db(transaction=True)
def test_ten_orders_for_the_last_of_a_limit() -> None:
    forget()
    till = Till(World())
    till.made("credit_profile", customer=till.customer, credit_limit=yuan("250"))
    lines = till.lines((till.pump, "1", "100"))
    orders = [till.made("order", name="o", customer=till.customer, lines=lines) for _number in range(10)]
    ctx, entity = till.world.system, registry.native()["order"]

    assert at_once(10, lambda at: acts.act(ctx, entity, orders[at], "submit", {})) == {"done": 2, "credit_refused": 8}

    assert till.owed() == {"unshipped": "200.00"}
    assert integrity.totals() == integrity.called() == []
    forget()
