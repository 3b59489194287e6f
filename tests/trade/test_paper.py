"""The contract in Word that is shipped: real wording, goods, amounts in words, and the periods of payment."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from kezhou.modules.trade.contract import paper
from kezhou.platform.files import store
from kezhou.platform.printing import templates
from kezhou.platform.printing.models import PrintTemplate
from tests.contract.world import Api
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


def word(shop: Shop, contract: int, template: int, api: Api | None = None) -> bytes:
    asked = {"entity": "contract", "record": contract, "template": template, "format": "docx"}
    answer = (api or shop.api).post("printing/print", asked)
    assert answer.status_code == 200, answer.content
    _row, pieces = store.open_file(shop.world.ctx(api or shop.api), answer.json()["file"])
    return b"".join(pieces)


def words(part_of: str) -> str:
    return re.sub(r"<[^>]+>", "", part_of)


def test_a_word_contract_that_is_not_approved_says_so_on_every_page(shop: Shop) -> None:
    paper.ensure(shop.world.ctx(shop.api))
    template = PrintTemplate.objects.get(entity="contract").id
    values = {"name": "k", "customer": shop.customer, "currency": "USD", "lines": shop.lines((shop.pump, "1", "100.5"))}
    contract = shop.made("contract", **values)
    blind = shop.world.person("blind", shop.world.east)
    hidden = {"contract": {"approval_state": ("hidden", False)}}
    shop.world.give(blind, {key: {"view": "all"} for key in ("contract", "customer")}, hidden)

    for api in (shop.api, shop.world.api(blind)):
        draft = word(shop, contract, template, api)
        assert words(part(draft)).strip().startswith("Not approved")
        heads = [name for name in zipfile.ZipFile(io.BytesIO(draft)).namelist() if name.startswith("word/header")]
        assert heads
        assert all("Not approved" in words(part(draft, name)) for name in heads)
    assert "（大写）：美元壹佰元伍角整（US$100.50）" in words(part(draft))
    shop.act("contract", contract, "submit")
    approved = word(shop, contract, template)
    assert "Not approved" not in words(part(approved))
    assert not [name for name in zipfile.ZipFile(io.BytesIO(approved)).namelist() if name.endswith("headerKezhou.xml")]
    shop.act("contract", contract, "void", reason="x")
    assert words(part(word(shop, contract, template))).strip().startswith("Voided")
    page = shop.api.post("printing/preview", {"entity": "contract", "record": contract, "template": 0}).json()["html"]
    assert "<div class='stamp' aria-hidden='true'>Voided</div>" in page


def test_parts_of_an_amount_are_in_its_currency_on_paper(shop: Shop) -> None:
    clerk = shop.world.person("clerk")
    shop.world.give(clerk, {"*": {"view": "all"}}, admin=["settings"])
    body = "<p>{{net_amount|words}};{{tax_amount|words}};{{tax_amount}};{{#lines}}{{net_amount|words}};{{/lines}}</p>"
    given = {"entity": "order", "name": "t", "kind": "html", "body": body}
    template = shop.world.api(clerk).post("printing/templates", given)
    assert template.status_code in (200, 201), template.content

    def said(currency: str, price: str, api: Api) -> str:
        lines = [{"name": "x", "quantity": "1", "unit_price": price, "tax_rate": "13"}]
        order = shop.made("order", name="o", customer=shop.customer, currency=currency, lines=lines)
        asked = {"entity": "order", "record": order, "template": template.json()["id"]}
        page = api.post("printing/preview", asked).json()["html"]
        return re.search(r"<p>(.*?)</p>", page)[1]  # type: ignore[index]

    assert said("USD", "113", shop.api) == "美元壹佰元整;美元壹拾叁元整;13.00;美元壹佰元整;"
    assert said("JPY", "113", shop.api) == "日元壹佰元整;日元壹拾叁元整;13;日元壹佰元整;"
    assert said("CNY", "113", shop.api) == "壹佰元整;壹拾叁元整;13.00;壹佰元整;"
    blind = shop.world.person("blind", shop.world.east)
    shop.world.give(blind, {"order": {"view": "all"}}, {"order": {"amount": ("hidden", False)}})
    # Of unknown currency: figures, never yuan in words.
    assert said("USD", "113", shop.world.api(blind)) == "100.00;13.00;13.00;美元壹佰元整;"


def test_what_the_company_removed_does_not_come_back(shop: Shop) -> None:
    ctx = shop.world.ctx(shop.api)
    paper.ensure(ctx)
    template = PrintTemplate.objects.get(entity="contract")
    templates.remove(ctx, template.id)

    assert paper.ensure(ctx) == 0
    assert not PrintTemplate.objects.filter(entity="contract", removed_at__isnull=True).exists()
