"""What goes together: rules as data, reasons as sentences, and who may change them."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from kezhou.modules.catalog.configuration.facts import Configuration
from kezhou.modules.catalog.configuration.grammar import read
from kezhou.modules.catalog.configuration.model import Component, ProductConfiguration
from kezhou.modules.catalog.configuration.rules import blocked, configure
from tests.catalog.conftest import Shop, number

OPTIONS: list[dict[str, Any]] = [
    {
        "key": "power",
        "label": "电源",
        "required": True,
        "choices": [{"key": "v220", "label": "220V"}, {"key": "v380", "label": "380V", "price": "150.5"}],
    },
    {
        "key": "extras",
        "label": "附件",
        "many": True,
        "choices": [
            {"key": "cover", "label": "防尘罩", "price": "20"},
            {"key": "starter", "label": "软启动器", "price": "300"},
        ],
    },
]
PARTS = [{"key": "motor", "product": 5, "quantity": "1", "least": "1", "most": "4"}]
RULES: list[dict[str, Any]] = [
    {
        "kind": "requires",
        "if": {"field": "power", "op": "eq", "value": "v380"},
        "then": {"field": "extras", "op": "has_any", "value": ["starter"]},
    },
    {
        "kind": "excludes",
        "if": {"field": "power", "op": "eq", "value": "v220"},
        "then": {"field": "extras", "op": "has_any", "value": ["starter"]},
        "message": "220V 不需要软启动器",
    },
    {"kind": "quantity", "if": {"field": "power", "op": "eq", "value": "v220"}, "of": "motor", "max": "2"},
]


def pump() -> Configuration:
    options, parts, rules, errors = read(OPTIONS, PARTS, RULES, {5: "电机"})
    assert errors == []
    return Configuration(1, options, parts, rules)


def test_what_goes_together_has_a_price_and_parts() -> None:
    verdict = configure(pump(), {"power": "v380", "extras": ["starter", "cover"], "motor": 2})
    assert verdict.ok
    assert verdict.price_change == Decimal("470.5")
    assert verdict.parts == [(5, Decimal(2))]
    assert verdict.summary == "电源 380V；附件 防尘罩、软启动器；电机 × 2"


def test_every_reason_is_a_sentence() -> None:
    with translation.override("zh-hans"):
        verdict = configure(pump(), {"power": "v380", "motor": 9, "color": "red"})
        assert not verdict.ok
        assert [(one.path, one.code, one.text) for one in verdict.reasons] == [
            ("color", "unknown", "没有名为“color”的选项。"),
            ("motor", "out_of_bounds", "“电机”的数量应在 1 到 4 之间。"),
            ("extras", "requires", "选择了“电源 = 380V”，就必须有“附件 = 软启动器”。"),
        ]
    with translation.override("en"):
        broken = configure(pump(), {"power": "v220", "motor": "3", "extras": ["starter"]}).reasons
        assert [one.text for one in broken] == [
            "220V 不需要软启动器",
            "With “电源 = 220V” there are 0 to 2 of “电机”.",
        ]
        assert [one.text for one in configure(pump(), {}).reasons] == ["Choose “电源”."]


def test_what_cannot_be_chosen_now_says_why() -> None:
    assert blocked(pump(), {"power": "v220"}) == {
        "power": {"v380": "With “电源 = 380V” there must be “附件 = 软启动器”."},
        "extras": {"starter": "220V 不需要软启动器"},
    }
    assert blocked(pump(), {"power": "v380", "extras": ["starter"]}) == {"power": {"v220": "220V 不需要软启动器"}}


def test_mistakes_are_named_by_path() -> None:
    options = [
        {"key": "Power", "label": "", "choices": []},
        {"key": "a", "label": "A", "choices": [{"key": "x"}], "b": 1},
    ]
    rules = [
        {"kind": "requires", "if": {"field": "nothing", "op": "eq", "value": 1}, "then": {}},
        {"kind": "quantity", "of": "p", "if": None},
        {"kind": "sometimes"},
    ]
    parts = [{"key": "p", "product": 6, "quantity": "2", "least": "3"}]
    errors = read(options, parts, rules, {})[3]
    assert {(one.path, one.code) for one in errors} == {
        ("options.0.choices", "required"),
        ("options.0.key", "key"),
        ("options.0.label", "required"),
        ("options.1.b", "unknown_field"),
        ("options.1.choices.0.label", "required"),
        ("parts.0.product", "no_such_record"),
        ("parts.0.quantity", "bounds"),
        ("rules.0.if", "unknown_field"),
        ("rules.0.then", "shape"),
        ("rules.1.min", "required"),
        ("rules.2.kind", "kind"),
    }


@pytest.mark.django_db
def test_who_may_change_a_product_changes_what_can_be_chosen(shop: Shop) -> None:
    motor, product = shop.product("电机", "50"), shop.product("泵", "1000")
    body = {"options": OPTIONS, "parts": [{**PARTS[0], "product": motor}], "rules": RULES, "version": 0}
    path = f"product/{product}/configuration"

    assert shop.api("ann").call("PUT", path, body).status_code == 403
    assert not ProductConfiguration.objects.exists()
    saved = shop.api("chief").call("PUT", path, body)
    assert saved.status_code == 200, saved.content
    assert shop.api("chief").call("PUT", path, body).status_code == 412
    assert Component.objects.count() == 1

    found = shop.api("ann").get(path).json()
    assert (found["can_change"], found["version"], found["rules"]) == (False, 1, saved.json()["rules"])
    assert found["parts"][0]["product"] == {"id": motor, "title": "电机"}
    again = {name: found[name] for name in ("options", "parts", "rules", "version")}
    assert shop.api("chief").call("PUT", path, again).json()["version"] == 2

    choices = {"power": "v380", "extras": ["starter"]}
    verdict = shop.api("ann").post(f"product/{product}/configure", {"choices": choices}).json()
    assert (verdict["ok"], verdict["price_change"]) == (True, "450.5")
    assert number(shop.price(product, choices=choices)["unit_price"]) == Decimal("1450.5")
    impossible = shop.price(product, choices={"power": "v220", "extras": ["starter"]})
    assert impossible["problems"] == ["220V 不需要软启动器"]
    assert shop.api("ann").get("product/987654/configuration").status_code == 404


@pytest.mark.django_db
def test_bundles_do_not_lie_in_bundles(shop: Shop) -> None:
    part, inner, outer = shop.product("件"), shop.product("小套"), shop.product("大套")

    def put(bundle: int, held: int) -> Any:
        body = {"parts": [{"key": "a", "product": held, "quantity": 1}], "version": 0}
        return shop.api("chief").call("PUT", f"product/{bundle}/configuration", body)

    assert put(inner, part).status_code == 200
    assert [e["code"] for e in put(outer, inner).json()["errors"]] == ["nested"]
    assert [e["code"] for e in put(part, outer).json()["errors"]] == ["nested"]
    assert [e["code"] for e in put(outer, outer).json()["errors"]] == ["own_part"]
    assert Component.objects.count() == 1
