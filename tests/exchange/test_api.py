"""The calls over HTTP: shapes, states and refusals."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from kezhou.kernel.clock import SystemClock
from kezhou.modules.parties.customer.model import Customer
from kezhou.platform.exchange.models import ImportRun
from kezhou.platform.identity import tokens
from kezhou.platform.org.models import User

from .conftest import World, work


def client(user: User) -> Client:
    token = tokens.issue_by_name(user.username, SystemClock())
    return Client(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")


def send(door: Client, text: str, entity: str = "customer") -> Any:
    file = SimpleUploadedFile("list.csv", text.encode())
    return door.post("/api/v1/imports", {"entity": entity, "file": file})


def post(door: Client, path: str, body: Any = None, method: str = "POST") -> Any:
    data = "" if body is None else json.dumps(body)
    return door.generic(method, f"/api/v1/{path}", data, content_type="application/json")


def test_from_upload_to_undo(world: World) -> None:
    door = client(world.head)
    uploaded = send(door, "企业名称,级别\n甲公司,A\n,B\n")
    assert uploaded.status_code == 201
    made = uploaded.json()
    assert (made["state"], made["file"]["name"], made["mapping"]) == (
        "uploaded",
        "list.csv",
        {"0": "name", "1": "level"},
    )
    assert made["columns"][0] == {
        "index": 0,
        "header": "企业名称",
        "sample": ["甲公司", ""],
        "guess": {"field": "name", "via": "synonym"},
    }
    path = f"imports/{made['id']}"
    assert post(door, path, {"on_match": "update"}, "PATCH").json()["on_match"] == "update"
    assert post(door, f"{path}/dry-run").status_code == 202
    work()
    checked = door.get(f"/api/v1/{path}").json()
    assert (checked["state"], checked["counts"]["create"], checked["counts"]["error"]) == ("checked", 1, 1)
    assert Customer.objects.count() == 0
    assert post(door, f"{path}/run").status_code == 202
    work()
    done = door.get(f"/api/v1/{path}").json()
    assert (done["state"], done["counts"]["done"], done["can_undo"]) == ("done", 2, True)
    assert done["errors"][0]["code"] == "required"
    answer = door.get(f"/api/v1/{path}/errors.xlsx")
    assert load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.max_row == 2
    assert post(door, f"{path}/run").status_code == 409
    assert post(door, f"{path}/undo").status_code == 202
    work()
    assert door.get(f"/api/v1/{path}").json()["undo"]["removed"] == 1
    assert [one["id"] for one in door.get("/api/v1/imports?entity=customer").json()["items"]] == [made["id"]]


def test_refusals_change_nothing(world: World) -> None:
    assert send(client(world.reader), "名称\n甲\n").status_code == 403
    head = client(world.head)
    assert send(head, "").status_code == 422
    assert send(head, "名称\n甲\n", "nothing").status_code == 404
    made = send(head, "名称\n甲\n").json()["id"]
    seller = client(world.seller)
    for method, path in (("GET", ""), ("PATCH", ""), ("POST", "/run"), ("POST", "/undo"), ("GET", "/errors.xlsx")):
        assert post(seller, f"imports/{made}{path}", {} if method == "PATCH" else None, method).status_code == 404
    assert post(head, f"imports/{made}", {"mpping": {}}, "PATCH").status_code == 400
    assert post(head, f"imports/{made}/undo").status_code == 409
    assert post(client(world.reader), "customer/export", {"reason": "x"}).status_code == 403
    assert (ImportRun.objects.get().state, Customer.objects.count()) == ("uploaded", 0)


def test_the_template_follows_the_fields_and_comes_back(world: World) -> None:
    door = client(world.head)
    answer = door.get("/api/v1/customer/import-template.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Data", "How to fill in", "lists"]
    sheet = book["Data"]
    headers = [cell.value for cell in sheet[1]]
    assert "Name*" in headers
    assert "Data health" not in headers
    assert headers[0] == "Name*"
    assert sheet.cell(1, 1).font.color.rgb == "FFC00000"
    assert book["lists"].sheet_state == "hidden"
    drop_downs = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
    assert len(drop_downs) >= 6
    owner = headers.index("Owner") + 1
    assert sheet.cell(2, owner).value in ("单雄信(E001)", "李四(E002)", "王五(E003)")
    upload = SimpleUploadedFile("template.xlsx", answer.content)
    made = door.post("/api/v1/imports", {"entity": "customer", "file": upload}).json()
    assert len(made["mapping"]) == len(headers)
    assert post(door, f"imports/{made['id']}/run").status_code == 202
    work()
    assert door.get(f"/api/v1/imports/{made['id']}").json()["counts"]["rows"] == 0  # the example is no row
    assert client(world.reader).get("/api/v1/customer/import-template.xlsx").status_code == 403


def test_export_answers_with_a_job(world: World) -> None:
    door = client(world.head)
    started = post(door, "customer/export", {"format": "csv", "reason": "why", "fields": ["name"]})
    assert started.status_code == 202
    work()
    job = door.get(f"/api/v1/jobs/{started.json()['job']}").json()
    assert (job["state"], job["result"]["rows"]) == ("done", 0)
    assert door.get(f"/api/v1/files/{job['result']['file']}").status_code == 200


@pytest.mark.parametrize("words", [{"fields": ["nothing"]}, {"filter": {"field": "x"}}, {"limit": 5}, {"sort": "tags"}])
def test_unknown_words_are_refused(world: World, words: dict[str, object]) -> None:
    assert post(client(world.head), "customer/export", {"reason": "x", **words}).status_code == 400
