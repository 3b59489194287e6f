"""Dictionaries: edited by administrators, codes kept for ever."""

import pytest

from kezhou.modules.parties import defaults
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.fields.models import Dictionary, DictionaryItem
from kezhou.platform.org import epochs

from .conftest import Company


def test_the_default_dictionaries_are_made_once(company: Company) -> None:
    expected = {
        "customer_kind": 5, "customer_level": 4, "customer_status": 6, "customer_category": 5, "customer_source": 10,
        "legal_form": 12, "industry": 117, "salutation": 6, "contact_role": 7, "customer_tag": 7, "contact_tag": 5,
    }  # fmt: skip
    assert {d.key: d.items.count() for d in Dictionary.objects.all()} == expected
    assert defaults.ensure(company.ctx) == 0
    assert DictionaryItem.objects.filter(label_en="").count() == 0


def test_choices_are_replaced_and_missing_codes_become_inactive(company: Company) -> None:
    call = company.call("sysadmin")
    epoch = epochs.current().schema
    items = [
        {"value": "S", "label": "S 战略客户", "label_en": "S Strategic", "color": "magenta"},
        {"value": "A", "label": "A 重点客户", "label_en": "A Key account", "color": "red"},
        {"value": "B", "label": "B 良好客户", "label_en": "B Good account", "color": "orange"},
        {"value": "C", "label": "C 普通客户", "label_en": "C Ordinary", "color": "blue"},
    ]
    answer = call("put", "dictionaries/customer_level", {"items": items})

    assert answer.status_code == 200
    assert [(i["value"], i["active"]) for i in answer.json()["items"]] == [
        ("S", True), ("A", True), ("B", True), ("C", True), ("D", False),
    ]  # fmt: skip
    assert answer.json()["used_by"][0]["field"] == "level"
    assert epochs.current().schema == epoch + 1
    seen = company.call("sales")("get", "meta").json()["dictionaries"]["customer_level"]
    assert seen[0] == {"value": "S", "label": "S Strategic", "color": "magenta", "active": True}
    entry = AuditEntry.objects.get(action="definition_changed")
    assert entry.changes == {
        "S": {"from": None, "to": "S 战略客户"},
        "B.label": {"from": "B 优质客户", "to": "B 良好客户"},
        "D.active": {"from": True, "to": False},
    }


def test_an_inactive_code_stays_on_old_records_but_is_not_chosen_anew(company: Company) -> None:
    sales = company.call("sales")
    made = sales("post", "customer", {"name": "恒泰机械有限公司", "level": "D"}).json()
    items = [{"value": "A", "label": "A"}]
    assert company.call("sysadmin")("put", "dictionaries/customer_level", {"items": items}).status_code == 200
    assert sales("get", f"customer/{made['id']}").json()["level"] == "D"


@pytest.mark.parametrize(
    ("items", "path", "code"),
    [
        ([{"value": "A", "label": "A"}, {"value": "A", "label": "B"}], "items.1.value", "twice"),
        ([{"value": "a b", "label": "A"}], "items.0.value", "bad_code"),
        ([{"value": "A", "label": " "}], "items.0.label", "bad_label"),
        ([{"value": "A", "label": "A", "color": "#f00"}], "items.0.color", "unknown_color"),
        ([{"value": "A", "label": "A", "order": 1}], "items.0.order", "unknown_field"),
        (["A"], "items.0", "not_an_object"),
        (None, "items", "not_a_list"),
    ],
)
def test_wrong_choices_are_named_and_change_nothing(company: Company, items: object, path: str, code: str) -> None:
    before = list(DictionaryItem.objects.order_by("id").values_list())
    answer = company.call("sysadmin")("put", "dictionaries/customer_level", {"items": items})
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [(path, code)]
    assert list(DictionaryItem.objects.order_by("id").values_list()) == before


def test_only_administrators_of_dictionaries_edit_them(company: Company) -> None:
    before = list(DictionaryItem.objects.order_by("id").values_list())
    for username in ("secadmin", "auditor", "ceo", "sales"):
        call = company.call(username)
        assert call("put", "dictionaries/customer_level", {"items": []}).status_code == 403
        assert call("post", "dictionaries", {"key": "x", "label": "X"}).status_code == 403
    assert list(DictionaryItem.objects.order_by("id").values_list()) == before
    assert company.call("sysadmin")("put", "dictionaries/nothing", {"items": []}).status_code == 404


def test_a_dictionary_is_made_for_a_custom_field(company: Company) -> None:
    call = company.call("sysadmin")
    body = {
        "key": "deal_type",
        "label": "成交方式",
        "label_en": "Deal type",
        "items": [{"value": "cash", "label": "现款"}],
    }
    assert call("post", "dictionaries", body).status_code == 201
    assert call("post", "dictionaries", body).status_code == 409
    assert call("post", "dictionaries", {**body, "key": "Deal"}).json()["errors"][0]["path"] == "key"
