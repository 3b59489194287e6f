"""What documents do by themselves when a day has come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.trade import jobs
from tests.trade.conftest import Shop

pytestmark = pytest.mark.django_db


def night(day: int, month: int = 12) -> None:
    jobs.turn(Ctx.system("turn_documents", FixedClock(datetime(2026, month, day, 16, 5, tzinfo=UTC))))


def test_quotes_run_out_and_contracts_begin_and_end(shop: Shop) -> None:
    lines = shop.lines((shop.pump, "1", "1130"))
    quote = shop.made("quote", name="报价", customer=shop.customer, lines=lines, valid_until="2026-12-05")
    days = {"starts_on": "2026-12-03", "ends_on": "2026-12-20"}
    contract = shop.made("contract", name="合同", customer=shop.customer, lines=lines, **days)
    for entity, id_, act in (("quote", quote, "send"), ("contract", contract, "sign")):
        shop.act(entity, id_, "submit")
        shop.act(entity, id_, act)

    def states() -> tuple[str, str]:
        return shop.get("quote", quote)["state"], shop.get("contract", contract)["state"]

    assert states() == ("sent", "signed")
    night(4)
    assert states() == ("sent", "running")
    night(5)
    assert states() == ("expired", "running")
    night(20)
    assert states() == ("expired", "expired")
