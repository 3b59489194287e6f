"""The contract in Word that is shipped: real wording, goods, amounts in words, and the periods of payment."""

from __future__ import annotations

import re

import pytest

from kezhou.modules.trade.contract import paper
from kezhou.platform.files import store
from kezhou.platform.printing import templates
from kezhou.platform.printing.models import PrintTemplate
from tests.printing.conftest import part
from tests.trade.conftest import Shop

pytestmark = pytest.mark.django_db


def test_the_shipped_contract_is_made_once_and_filled(shop: Shop) -> None:
    ctx = shop.world.ctx(shop.api)
    assert paper.ensure(ctx) == 1
    assert paper.ensure(ctx) == 0
    template = PrintTemplate.objects.get(entity="contract")
    assert (template.name, template.is_default, template.kind) == ("产品购销合同", True, "docx")
    contract = shop.made(
        "contract", name="泵站备件", customer=shop.customer, payment_terms="预付三成",
        lines=shop.lines((shop.pump, "2", "1130"), (shop.hose, "4", "12.5")),
    )  # fmt: skip
    for period, (day, amount) in enumerate((("2026-12-01", "700"), ("2027-01-01", "1610")), start=1):
        shop.made(
            "receipt_plan", contract=contract, period=period, planned_on=day,
            amount={"amount": amount, "currency": "CNY"},
        )  # fmt: skip

    answer = shop.api.post(
        "printing/print", {"entity": "contract", "record": contract, "template": template.id, "format": "docx"}
    )

    assert answer.status_code == 200, answer.content
    _row, pieces = store.open_file(ctx, answer.json()["file"])
    text = part(b"".join(pieces))
    said, cells = re.sub(r"<[^>]+>", "", text), [word for word in re.split(r"<[^>]+>", text) if word.strip()]
    assert "{{" not in said
    assert "上海某某机械有限公司" in said
    assert "（大写）：贰仟叁佰壹拾元整（¥2,310.00）" in said
    assert "付款条款：预付三成" in said
    at = cells.index("水泵")
    assert cells[at - 1] == "1"
    assert cells[at + 1 : at + 5] == ["2", "1,130.00", "13%", "¥2,260.00"]
    first, second = cells.index("2026年12月1日"), cells.index("2027年1月1日")
    assert (cells[first - 1], cells[first + 1], cells[second - 1], cells[second + 1]) == (
        "1", "¥700.00", "2", "¥1,610.00",
    )  # fmt: skip


def test_what_the_company_removed_does_not_come_back(shop: Shop) -> None:
    ctx = shop.world.ctx(shop.api)
    paper.ensure(ctx)
    template = PrintTemplate.objects.get(entity="contract")
    templates.remove(ctx, template.id)

    assert paper.ensure(ctx) == 0
    assert not PrintTemplate.objects.filter(entity="contract", removed_at__isnull=True).exists()
