"""Printing over HTTP: templates, field rights, lists, the log, PDF."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kezhou.http.auth.authenticate import CLOCK_KEY
from kezhou.kernel.errors import Forbidden
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.jobs.execution import run_spec
from kezhou.platform.jobs.registry import get
from kezhou.platform.org.models import User
from kezhou.platform.printing import pdf
from kezhou.platform.printing.models import PrintLog, PrintTemplate, PrintTemplateVersion
from tests.contract.world import Api, World, forget

from .conftest import docx, paragraph, part, row, table

pytestmark = pytest.mark.django_db

SEE = {"view": "own", "create": "own", "update": "own"}
BODY = "<h1>{{名称}}</h1><p>{{level}} {{phone}} {{remarks}}</p><p>{{#contacts}}{{name}}/{{mobile}};{{/contacts}}</p>"


@dataclass
class Shop:
    world: World
    seller: User
    other: User
    clerk: User

    def api(self, user: User) -> Api:
        return self.world.api(user)

    def template(self, **values: Any) -> Any:
        given = {"entity": "customer", "name": "Card", "kind": "html", "body": BODY, **values}
        return self.api(self.clerk).post("printing/templates", given)

    def upload(self, user: User, content: bytes, name: str = "t.docx") -> int:
        api = self.api(user)
        answer = api.client.post(
            "/api/v1/files",
            {"file": SimpleUploadedFile(name, content)},
            headers={"Authorization": f"Bearer {api.bearer}"},
            **{CLOCK_KEY: self.world.clock},
        )
        assert answer.status_code == 201, answer.content
        return int(answer.json()["id"])

    def download(self, user: User, file: int) -> bytes:
        answer = self.api(user).get(f"files/{file}")
        assert answer.status_code == 200
        return b"".join(answer.streaming_content)


@pytest.fixture
def shop(db: None) -> Iterator[Shop]:
    forget()
    world = World()
    seller, other, clerk = world.person("seller"), world.person("other"), world.person("clerk")
    for user in (seller, other):
        world.give(user, {"customer": SEE, "contact": SEE, "gadget": SEE, "bill": SEE})
    world.give(clerk, {"customer": {"view": "all"}, "bill": {"view": "all"}}, admin=["settings"])
    yield Shop(world, seller, other, clerk)
    forget()


def customer(shop: Shop, **values: Any) -> int:
    given = {"name": "武汉嘉创", "level": "a", "phone": "0755-26780000", "remarks": "<b>秘密</b>", **values}
    return shop.world.make("customer", given, shop.seller)


def printed(shop: Shop, user: User, record: int, template: int = 0, **more: Any) -> Any:
    body = {"entity": "customer", "record": record, "template": template, "format": "html", **more}
    return shop.api(user).post("printing/print", body)


def text(html: str) -> str:
    return html[html.index("<body>") :]


def test_a_record_is_printed_with_its_values_escaped_and_its_list(shop: Shop) -> None:
    record = customer(shop)
    for name, mobile in (("张三", "13800001111"), ("李四", "13900002222")):
        shop.world.make("contact", {"name": name, "mobile": mobile, "customer": record}, shop.seller)
    made = shop.template(is_default=True).json()

    answer = printed(shop, shop.seller, record, made["id"]).json()

    assert "<h1>武汉嘉创</h1>" in answer["html"]
    assert "&lt;b&gt;秘密&lt;/b&gt;" in answer["html"]
    # Phones and mobiles stay masked for whom they are masked on the screen; the answer says so.
    assert "26780000" not in answer["html"]
    assert "13800001111" not in answer["html"]
    assert answer["withheld"] == ["Phone", "Mobile"]
    assert "张三/138****1111;" in answer["html"]
    assert "李四/139****2222;" in answer["html"]


def test_c04_a_hidden_field_is_absent_on_paper(shop: Shop) -> None:
    record, made = customer(shop), shop.template().json()
    reader = shop.world.person("reader")
    hidden = {"customer": {"remarks": ("hidden", False), "phone": ("full", False)}}
    shop.world.give(reader, {"customer": {"view": "all"}}, hidden)
    answer = printed(shop, reader, record, made["id"]).json()
    assert "秘密" not in answer["html"]
    assert "075526780000" in answer["html"]
    # Contacts are nothing that this reader may see.
    assert answer["withheld"] == ["Remarks", "Mobile"]


def test_c02_c03_what_one_may_not_see_is_not_printed_and_leaves_no_trace(shop: Shop) -> None:
    record, made = customer(shop), shop.template().json()
    calls = [
        printed(shop, shop.other, record, made["id"]),
        printed(shop, shop.other, 10**9, made["id"]),
        shop.api(shop.other).post("printing/preview", {"entity": "customer", "record": record, "template": made["id"]}),
        shop.api(shop.other).get("printing/prints", entity="customer", record=record),
        shop.api(shop.clerk).post("printing/print", {"entity": "part", "record": 1, "format": "html"}),
        printed(shop, shop.seller, record, 10**6),
    ]
    assert [call.status_code for call in calls] == [404] * 6
    assert not PrintLog.objects.exists()
    assert fetch_all("SELECT id FROM audit_entry WHERE action = 'print'") == []


def test_the_log_says_who_when_with_what_and_how_often(shop: Shop) -> None:
    record, made = customer(shop), shop.template().json()
    preview = {"entity": "customer", "record": record, "template": made["id"]}
    assert shop.api(shop.seller).post("printing/preview", preview).status_code == 200
    assert not PrintLog.objects.exists()

    answer = printed(shop, shop.seller, record, made["id"], copies=2).json()
    printed(shop, shop.seller, record)

    assert answer["html"].count("class='sheet'") == 2
    items = shop.api(shop.seller).get("printing/prints", entity="customer", record=record).json()["items"]
    said = [(one["template"], one["number"], one["format"], one["copies"], one["actor"]["title"]) for one in items]
    assert said == [("", 0, "html", 1, "Seller"), ("Card", 1, "html", 2, "Seller")]
    rows = fetch_all("SELECT meta->>'template', meta->>'copies' FROM audit_entry WHERE action = 'print' ORDER BY id")
    assert rows == [("Card", "2"), ("", "1")]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"body": "<p>{{nosuch}}</p>"}, "template", "unknown_placeholder"),
        ({"body": "<p>{{owner.password}}</p>"}, "template", "unknown_placeholder"),
        ({"body": "<p>{{name.upper}}</p>"}, "template", "unknown_placeholder"),
        ({"body": "<p>{{#contacts}}{{name}}</p>"}, "template", "not_closed"),
        ({"body": "<p>{{7*7}}</p>"}, "template", "bad_placeholder"),
        ({"body": "<p>{{name|exec}}</p>"}, "template", "unknown_format"),
        ({"body": " "}, "body", "required"),
        ({"kind": "php"}, "kind", "unknown_choice"),
        ({"paper": "a0"}, "paper", "unknown_choice"),
        ({"name": "x" * 61}, "name", "required"),
        ({"is_default": True, "active": False}, "is_default", "not_active"),
        ({"kind": "docx"}, "file", "required"),
    ],
)
def test_a_wrong_template_is_refused_by_name(shop: Shop, change: dict[str, Any], path: str, code: str) -> None:
    answer = shop.template(**change)
    assert answer.status_code == 422
    assert [(one["path"], one["code"]) for one in answer.json()["errors"]] == [(path, code)]
    assert not PrintTemplate.objects.exists()
    assert not PrintTemplateVersion.objects.exists()


def test_an_unknown_placeholder_says_what_was_perhaps_meant(shop: Shop) -> None:
    errors = shop.template(body="<p>{{nmae}} {{levle}}</p>").json()["errors"]
    assert ["{{name}}" in errors[0]["message"], "{{level}}" in errors[1]["message"]] == [True, True]


def test_templates_are_for_administrators_of_settings(shop: Shop) -> None:
    made = shop.template().json()
    api, one = shop.api(shop.seller), f"printing/templates/{made['id']}"
    calls = [
        api.get("printing/fields", entity="customer"),
        api.get("printing/templates", entity="customer"),
        api.post("printing/templates", {"entity": "customer", "name": "Mine", "kind": "html", "body": "x"}),
        api.get(one),
        api.patch(one, {"version": 1, "name": "Mine"}),
        api.delete(one),
        api.post(f"{one}/source"),
        api.post("printing/try", {"entity": "customer", "kind": "html", "body": "x"}),
    ]
    assert [call.status_code for call in calls] == [403] * 8
    assert list(PrintTemplate.objects.values_list("name", "version", "removed_at")) == [("Card", 1, None)]


def test_a_template_changes_by_versions_and_what_was_printed_names_its_own(shop: Shop) -> None:
    record, made = customer(shop), shop.template().json()
    api, one = shop.api(shop.clerk), f"printing/templates/{made['id']}"
    printed(shop, shop.seller, record, made["id"])
    assert api.patch(one, {"version": 1, "body": "<p>neu {{name}}</p>", "is_default": True}).json()["number"] == 2
    assert api.patch(one, {"version": 1, "name": "late"}).status_code == 412
    assert "neu 武汉嘉创" in printed(shop, shop.seller, record, made["id"]).json()["html"]
    assert list(PrintLog.objects.order_by("id").values_list("number", flat=True)) == [1, 2]

    second = shop.template(name="Second", is_default=True).json()
    offered = shop.api(shop.seller).get("printing/offered", entity="customer").json()["items"]
    assert [(row["name"], row["is_default"]) for row in offered] == [("Second", True), ("Card", False)]
    assert api.delete(f"printing/templates/{second['id']}").status_code == 204
    assert printed(shop, shop.seller, record, second["id"]).status_code == 404
    assert shop.template().status_code == 422  # the name is taken


def test_a_renamed_label_does_not_break_a_template(shop: Shop) -> None:
    made = shop.template(body="<p>{{名称}}</p>").json()
    version = PrintTemplateVersion.objects.get(template_id=made["id"])
    assert version.bindings == {"": {"名称": "name"}}


def test_lines_follow_links_and_count(shop: Shop) -> None:
    gadget = shop.world.make("gadget", {"name": "Tower", "share": "12.50"}, shop.seller)
    lines = [{"name": "bolt", "quantity": 12, "price": "1.50"}, {"name": "nut", "quantity": 3, "price": "1000"}]
    bill = {"name": "March", "gadget": gadget, "lines": lines}
    record = shop.api(shop.seller).post("bill", bill).json()
    body = (
        "<table><tr><td>{{#lines}}{{print.row}}</td><td>{{name}} in {{bill.name}}</td>"
        "<td>{{quantity|2}}</td><td>{{amount|2}}{{/lines}}</td></tr></table>"
        "<p>{{whole|大写}} {{whole}} {{gadget.share}} {{print.document}} {{created_at|年月日}} {{number}}</p>"
    )
    made = shop.template(entity="bill", name="Bill", body=body).json()
    answer = printed(shop, shop.seller, record["id"], made["id"], entity="bill").json()
    assert "<tr><td>1</td><td>bolt in March</td><td>12.00</td><td>18.00</td></tr>" in answer["html"]
    assert "<tr><td>2</td><td>nut in March</td><td>3.00</td><td>1,000.00</td></tr>" not in answer["html"]
    assert "<tr><td>2</td><td>nut in March</td><td>3.00</td><td>3,000.00</td></tr>" in answer["html"]
    words = f"<p>叁仟零壹拾捌元整 3,018.00 12.5% Bill 2026年11月22日 {record['number']}</p>"
    assert words in answer["html"]

    builtin = printed(shop, shop.seller, record["id"], entity="bill").json()["html"]
    assert "March" in builtin
    assert ">bolt</td>" in builtin
    # An amount is never broken in two, and neither is the head above it.
    assert '<td class="right nowrap">12</td>' in builtin
    assert builtin.count('<th class="right nowrap">') >= 2
    assert "{{" not in builtin


def test_word_comes_back_filled_and_only_as_word(shop: Shop) -> None:
    record = customer(shop)
    shop.world.make("contact", {"name": "张三", "customer": record}, shop.seller)
    content = docx(paragraph("客户：{{na", "me}}") + table(row("{{#contacts}}{{print.row}}", "{{name}}{{/contacts}}")))
    made = shop.template(kind="docx", body=None, file=shop.upload(shop.clerk, content)).json()

    answer = printed(shop, shop.seller, record, made["id"], format="docx").json()

    document = part(shop.download(shop.seller, answer["file"]))
    assert "武汉嘉创" in document
    assert ">张三</w:t>" in document
    assert "{{" not in document
    assert shop.api(shop.clerk).get(f"files/{answer['file']}").status_code == 404
    assert printed(shop, shop.seller, record, made["id"]).status_code == 422
    source = shop.api(shop.clerk).post(f"printing/templates/{made['id']}/source").json()["file"]
    assert shop.download(shop.clerk, source) == content


def test_c25_an_uploaded_word_file_is_looked_at(shop: Shop) -> None:
    bad = docx(paragraph("a"), {"word/vbaProject.bin": b"x"})
    answer = shop.template(kind="docx", body=None, file=shop.upload(shop.clerk, bad))
    assert [one["code"] for one in answer.json()["errors"]] == ["active_content"]
    foreign = shop.upload(shop.seller, docx(paragraph("a")))
    assert shop.template(kind="docx", body=None, file=foreign).status_code == 404


def test_trying_says_what_is_wrong_and_saves_nothing(shop: Shop) -> None:
    record, api = customer(shop), shop.api(shop.clerk)
    trial = {"entity": "customer", "kind": "html", "body": "<p>{{name}}</p>", "paper": "form_half"}
    sample = api.post("printing/try", {**trial, "body": BODY}).json()
    assert "<h1>【名称】</h1>" in sample["html"]
    assert sample["html"].count("<p>【name】/【mobile】;</p>") == 2
    assert "武汉嘉创" not in sample["html"]
    assert {"customer", "bill"} <= {one["key"] for one in api.get("printing/entities").json()["items"]}
    assert shop.api(shop.seller).get("printing/entities").status_code == 403
    answer = api.post("printing/try", {**trial, "record": record}).json()
    assert "<p>武汉嘉创</p>" in answer["html"]
    assert "size: 241mm 140mm" in answer["html"]
    assert api.post("printing/try", {**trial, "body": "{{x}}"}).status_code == 422
    assert not PrintTemplate.objects.exists()
    assert not PrintLog.objects.exists()


def test_the_list_of_placeholders_is_what_a_template_takes(shop: Shop) -> None:
    found = shop.api(shop.clerk).get("printing/fields", entity="customer").json()
    paths = [one["path"] for one in found["fields"]] + [one["path"] for one in found["print"]]
    below = [one["path"] for field in found["fields"] for one in field.get("fields", ())][:20]
    lists = {one["key"]: [field["path"] for field in one["fields"]] for one in found["lists"]}
    body = "".join(
        f"<p>{{{{{path}}}}}</p>" for path in (*paths, *[path for path in below if path.startswith("owner.")])
    )
    body += "".join(
        f"<p>{{{{#{key}}}}}" + "".join(f"{{{{{path}}}}}" for path in fields) + f"{{{{/{key}}}}}</p>"
        for key, fields in lists.items()
    )
    made = shop.template(body=body)
    assert made.status_code == 201, made.content
    assert printed(shop, shop.seller, customer(shop), made.json()["id"]).status_code == 200


# -- PDF ------------------------------------------------------------------------------------------------------------


def work() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, args::text FROM procrastinate_jobs WHERE status = 'todo' AND task_name = 'print_pdf'"
        )
        waiting = cursor.fetchall()
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'print_pdf'")
    for _id, ids in waiting:
        run_spec(get("print_pdf"), attempts=0, ids=json.loads(ids))


def test_without_a_renderer_the_answer_says_how_to_get_one(shop: Shop, settings: Any) -> None:
    settings.KEZHOU_CHROMIUM = "off"
    record = customer(shop)
    offered = shop.api(shop.seller).get("printing/offered", entity="customer").json()["pdf"]
    assert offered["available"] is False
    assert "KEZHOU_CHROMIUM" in offered["hint"]
    answer = printed(shop, shop.seller, record, format="pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "no_pdf")
    assert printed(shop, shop.seller, record).status_code == 200


@pytest.mark.skipif(pdf.program() is None, reason="no Chromium on this machine")
def test_a_pdf_is_made_by_a_job_with_the_rights_of_its_moment(shop: Shop) -> None:
    record = customer(shop)
    started = printed(shop, shop.seller, record, format="pdf", copies=2).json()["job"]
    assert not PrintLog.objects.exists()
    work()
    job = shop.api(shop.seller).get(f"jobs/{started}").json()
    assert (job["state"], job["message"]) == ("done", "")
    content = shop.download(shop.seller, job["result"]["file"])
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 2
    assert PrintLog.objects.values_list("format", "copies").get() == ("pdf", 2)

    again = printed(shop, shop.seller, record, format="pdf").json()["job"]
    shop.seller.status = "disabled"
    shop.seller.save()
    forget()
    with pytest.raises(Forbidden):
        work()
    assert shop.world.api(shop.clerk).get(f"jobs/{again}").status_code == 404
    assert PrintLog.objects.count() == 1


def test_c30_a_renderer_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    settings.KEZHOU_CHROMIUM = str(slow)
    monkeypatch.setattr(pdf, "PDF_SECONDS", 0)
    with pytest.raises(pdf.Unavailable) as caught:
        pdf.render("<p>a</p>")
    assert caught.value.code == "pdf_too_slow"


def test_zip_of_a_print_opens(shop: Shop) -> None:
    record = customer(shop)
    made = shop.template(kind="docx", body=None, file=shop.upload(shop.clerk, docx(paragraph("{{qr:name}}")))).json()
    file = printed(shop, shop.seller, record, made["id"], format="docx").json()["file"]
    with zipfile.ZipFile(io.BytesIO(shop.download(shop.seller, file))) as archive:
        assert archive.testzip() is None
        assert archive.read("word/media/rIdKezhou1.png").startswith(b"\x89PNG")
