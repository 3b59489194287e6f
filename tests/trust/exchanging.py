"""Imports and exports over HTTP: what a person sends, decides and gets, with the worker's part between."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from kezhou.platform.org.models import User
from tests.exchange.conftest import work

from .world import ACTIONS, Caller, World

WHY = {"reason": "a question of an auditor"}


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A csv file."""
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue()


def everything(world: World, username: str = "asker") -> Caller:
    """Somebody with every right on every record, and the field rights that everybody has by default."""
    world.give(username, world.role(f"all-{username}", dict.fromkeys(ACTIONS, "all")))
    return world.caller(username)


def uploaded(caller: Caller, text: str, entity: str = "customer") -> Any:
    """The answer of the upload call."""
    file = SimpleUploadedFile("list.csv", text.encode())
    headers = {"Authorization": f"Bearer {caller.token}", "Accept-Language": "en"}
    return caller.client.post("/api/v1/imports", {"entity": entity, "file": file}, headers=headers)


def brought(caller: Caller, text: str, entity: str = "customer", **decisions: Any) -> dict[str, Any]:
    """A file uploaded, decided about and carried out; the import as its owner then reads it."""
    made = uploaded(caller, text, entity)
    assert made.status_code == 201, made.content
    path = f"imports/{made.json()['id']}"
    if decisions:
        decided = caller.call("PATCH", path, decisions)
        assert decided.status_code == 200, decided.content
    started = caller.post(f"{path}/run")
    assert started.status_code == 202, started.content
    work()
    told: dict[str, Any] = caller.get(path).json()
    return told


def refused_cells(caller: Caller, import_id: int) -> list[tuple[Any, ...]]:
    """The rows of the error file, its header left out."""
    answer = caller.get(f"imports/{import_id}/errors.xlsx")
    assert answer.status_code == 200, answer.content
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(min_row=2, values_only=True))


def exported(caller: Caller, entity: str = "customer", **words: Any) -> list[dict[str, str]]:
    """The rows of a csv export by header, without the watermark."""
    return cells_of(caller, taken(caller, entity, **words))


def cells_of(caller: Caller, job: dict[str, Any]) -> list[dict[str, str]]:
    assert job["state"] == "done", job["message"]
    content = b"".join(caller.get(f"files/{job['result']['file']}").streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline="")))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:] if not row[0].startswith("#kezhou-export ")]


def taken(
    caller: Caller, entity: str = "customer", between: Callable[[], None] = lambda: None, **words: Any
) -> dict[str, Any]:
    """The job of an export that was carried out, with English headers; `between` happens before the worker comes."""
    User.objects.filter(username=caller.user.username if caller.user else "").update(locale="en")
    started = caller.post(f"{entity}/export", {"format": "csv", **WHY, **words})
    assert started.status_code == 202, started.content
    between()
    work()
    job: dict[str, Any] = caller.get(f"jobs/{started.json()['job']}").json()
    return job
