"""A custom field comes out in an export and back in through an import, whatever its type."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.files import store
from kezhou.platform.jobs.models import JobRecord
from tests.contract.test_crud import _canonical
from tests.contract.world import Api, World
from tests.customfields.test_types import NAME, defined
from tests.exchange.conftest import work

pytestmark = pytest.mark.django_db
BY_ID = ("link", "multi_link", "user", "department", "file", "image")
"""Types whose cells hold titles of other records."""
PLAIN = [key for key, field_type in TYPES.items() if field_type.custom_allowed and key not in BY_ID]


def cells(world: World, api: Api) -> list[list[str]]:
    """The rows of an export, without the watermark."""
    started = api.post("notice/export", {"format": "csv", "fields": ["text", NAME], "reason": "a test of fields"})
    assert started.status_code == 202, started.content
    work()
    job = JobRecord.objects.get(id=started.json()["job"])
    assert job.state == "done", job.message
    _row, pieces = store.open_file(ctx_for_user(api.user.id, world.clock), job.result["file"])
    text = b"".join(pieces).decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if not row[0].startswith("#kezhou")]


def imported(api: Api, text: str) -> Any:
    file = SimpleUploadedFile("list.csv", text.encode())
    made = api.client.post(
        "/api/v1/imports",
        {"entity": "notice", "file": file},
        headers={"Authorization": f"Bearer {api.bearer}", "Accept-Language": "en"},
    )
    assert made.status_code == 201, made.content
    path = f"imports/{made.json()['id']}"
    assert api.patch(path, {"mapping": {"0": "text", "1": NAME}}).status_code == 200
    for step in ("dry-run", "run"):
        started = api.post(f"{path}/{step}")
        assert started.status_code == 202, started.content
        work()
    return api.get(path).json()


@pytest.mark.parametrize("type_key", PLAIN)
def test_out_and_in_again(world: World, type_key: str) -> None:
    defined(world, type_key)
    spec = world.entity("notice").fields[NAME]
    value = _canonical(spec, world.value(spec, 2))
    world.make("notice", {"text": "out", NAME: value}, world.admin.user)

    header, row = cells(world, world.admin)
    told = imported(world.admin, _line([header[0], header[1]]) + _line(["in", row[1]]))

    assert told["counts"]["error"] == 0, told
    (found,) = [r for r in world.admin.get("notice", fields=f"text,{NAME}").json()["items"] if r["text"] == "in"]
    assert found[NAME] == value


def test_a_wrong_cell_is_an_error_of_its_row(world: World) -> None:
    defined(world, "integer")

    told = imported(world.admin, "Text,Odd\ngood,7\nbad,many\n")

    assert [(e["column"], e["code"], e["value"]) for e in told["errors"]] == [("Odd", "not_integer", "many")]
    assert [r["text"] for r in world.admin.get("notice", fields="text").json()["items"]] == ["good"]


def _line(values: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(values)
    return out.getvalue()
