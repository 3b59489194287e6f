"""What leaves the house: scope, field rights, formulas, watermark, audit, approval."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kezhou.http import exchange_routes
from kezhou.kernel.errors import BadRequest, Forbidden, Invalid, NotFound, TooMany
from kezhou.platform.access.models import Role, RoleField, RoleGrant
from kezhou.platform.approvals import decide
from kezhou.platform.approvals.models import ApprovalRequest
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.entities import registry
from kezhou.platform.exchange.exports import call as exports
from kezhou.platform.exchange.exports import files as export_files
from kezhou.platform.exchange.models import ExportCall
from kezhou.platform.files import store
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import User
from kezhou.platform.records import write

from .conftest import World, work

WHY = {"reason": "quarterly report"}


def customer(world: World, user: User, **values: object) -> int:
    ctx = world.ctx(user)
    return write.create(ctx, registry.entity(ctx, "customer"), values).id or 0


def exported(world: World, user: User, **words: object) -> bytes:
    started = exports.request(world.ctx(user), "customer", {**WHY, **words})
    work()
    record = JobRecord.objects.get(id=started.job)
    assert record.state == "done", record.message
    _row, pieces = store.open_file(world.ctx(user), record.result["file"])
    return b"".join(pieces)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_csv_holds_what_the_list_shows_and_says_who_took_it(world: World) -> None:
    customer(world, world.head, name="甲公司", level="A", registered_capital={"amount": "5.00"}, phone="0755-26780000")
    customer(world, world.seller, name="乙公司")
    rows = csv_rows(exported(world, world.head, format="csv", fields=["name", "level", "owner"], sort="name"))
    assert rows[0] == ["Name", "Level", "Owner"]
    assert rows[1:3] == [["甲公司", "A级", "单雄信"], ["乙公司", "", "李四"]]
    assert len(rows) == 4
    assert rows[3][0].startswith("#kezhou-export ")
    assert "单雄信" in rows[3][0]
    assert "quarterly report" in rows[3][0]


def test_scope_is_that_of_the_list(world: World) -> None:
    customer(world, world.head, name="甲公司")
    customer(world, world.seller, name="乙公司")
    rows = csv_rows(exported(world, world.seller, format="csv", fields=["name"]))
    assert [row[0] for row in rows[1:-1]] == ["乙公司"]


def test_the_right_to_export_may_reach_less_than_the_right_to_see(world: World) -> None:
    customer(world, world.head, name="甲公司")
    customer(world, world.seller, name="乙公司")
    RoleGrant.objects.filter(role__key="role-head", action="export").update(level="own")
    bump_access(None)
    rows = csv_rows(exported(world, world.head, format="csv", fields=["name"]))
    assert [row[0] for row in rows[1:-1]] == ["甲公司"]


def test_c04_hidden_fields_are_absent_and_masked_ones_masked(world: World) -> None:
    customer(world, world.head, name="甲公司", phone="0755-26780000", remarks="secret")
    role = Role.objects.get(key="role-head")
    RoleField.objects.create(role=role, entity="customer", field="remarks", view="hidden", edit=False)
    bump_access(None)
    content = exported(world, world.head, format="csv").decode("utf-8-sig")
    assert "secret" not in content
    assert "26780000" not in content
    assert "075****0000" in content
    with pytest.raises(BadRequest):
        exports.parse(world.ctx(world.head), "customer", {**WHY, "sort": "remarks"})


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠x"])
def test_c26_texts_that_look_like_formulas_are_neutralised(world: World, text: str, tmp_path: Path) -> None:
    customer(world, world.head, name=text)
    rows = csv_rows(exported(world, world.head, format="csv", fields=["name"]))
    assert rows[1] == [f"'{text}"]
    path = tmp_path / "export.xlsx"
    path.write_bytes(exported(world, world.head, format="xlsx", fields=["name"]))
    book = CalamineWorkbook.from_path(str(path))
    assert book.get_sheet_by_name("Data").to_python() == [["Name"], [text]]
    with zipfile.ZipFile(path) as archive:
        assert b"<f>" not in b"".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("slow", [False, True])
def test_xlsx_cells_are_typed_and_a_second_sheet_says_who(
    world: World, tmp_path: Path, slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if slow:
        monkeypatch.setattr(export_files, "fast", None)
    capital = {"amount": "1234.50", "currency": "CNY"}
    customer(world, world.head, name="甲公司", registered_capital=capital, founded_on="2001-05-17", tags=["a", "b"])
    path = tmp_path / "export.xlsx"
    fields = ["name", "registered_capital", "founded_on", "tags", "credit_code_ok"]
    path.write_bytes(exported(world, world.head, format="xlsx", fields=fields))
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["Data", "Export information"]
    name, amount, day, tags, holds = book.get_sheet_by_index(0).to_python()[1]
    assert (name, amount, day.isoformat(), tags, holds) == ("甲公司", 1234.5, "2001-05-17", "a、b", "")
    facts = {str(row[0]): str(row[1]) for row in book.get_sheet_by_index(1).to_python()}
    assert facts["Reason"] == "quarterly report"
    assert facts["Rows"].removesuffix(".0") == "1"
    assert facts["Exported by"] == f"单雄信 ({world.head.id})"


def test_nothing_to_export_is_a_file_with_headers(world: World, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(exported(world, world.head, format="xlsx", fields=["name"]))
    assert CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python() == [["Name"]]


def test_an_export_can_be_imported_again(world: World) -> None:
    from kezhou.platform.exchange.imports import runs

    customer(world, world.head, name="=甲公司", level="A")
    content = exported(world, world.head, format="csv", fields=["name", "level", "owner"])
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "again.csv", [content])
    assert made.mapping == {"0": "name", "1": "level", "2": "owner"}
    runs.start_run(ctx, made.id)
    work()
    run = runs.own(ctx, made.id)
    assert (run.counts["rows"], run.counts["skip"], run.counts["error"]) == (1, 1, 0)


def test_c39_the_audit_knows_filter_columns_rows_and_reason(world: World) -> None:
    customer(world, world.head, name="甲公司", level="A")
    customer(world, world.head, name="乙公司", level="B")
    where = {"field": "level", "op": "eq", "value": "A"}
    exported(world, world.head, format="csv", fields=["name"], filter=where)
    entry = AuditEntry.objects.get(action="export")
    assert (entry.entity, entry.record_id, entry.actor_id) == ("customer", None, world.head.id)
    call = ExportCall.objects.get()
    assert entry.meta == {
        "export": call.id,
        "format": "csv",
        "rows": 1,
        "columns": ["name"],
        "reason": "quarterly report",
        "filter": where,
    }


def test_the_file_is_the_starters_alone(world: World) -> None:
    started = exports.request(world.ctx(world.head), "customer", {**WHY, "format": "csv"})
    work()
    file_id = JobRecord.objects.get(id=started.job).result["file"]
    with pytest.raises(NotFound):
        store.open_file(world.ctx(world.seller), file_id)


def test_without_the_right_or_a_reason_nothing_starts(world: World) -> None:
    with pytest.raises(Forbidden):
        exports.request(world.ctx(world.reader), "customer", WHY)
    with pytest.raises(Invalid) as refused:
        exports.request(world.ctx(world.head), "customer", {"format": "pdf", "reason": " "})
    assert [(error.path, error.code) for error in refused.value.errors] == [
        ("format", "bad_format"),
        ("reason", "required"),
    ]
    assert (ExportCall.objects.count(), JobRecord.objects.count()) == (0, 0)


def test_c39_above_the_limit_somebody_else_approves_first(world: World, settings: object) -> None:
    settings.KEZHOU_EXPORT_APPROVAL_ROWS = 1  # type: ignore[attr-defined]
    assert exports.ask_approval == [exchange_routes._ask]
    customer(world, world.head, name="甲公司")
    customer(world, world.head, name="乙公司")
    customer(world, world.seller, name="丙公司")
    Role.objects.filter(key="role-reader").update(admin=["security"])
    bump_access(None)
    started = exports.request(world.ctx(world.head), "customer", {**WHY, "format": "csv", "fields": ["name"]})
    assert (started.job, started.rows, JobRecord.objects.count()) == (None, 3, 0)
    decide.decide(world.ctx(world.reader), started.approval or 0, approve=True)
    record = JobRecord.objects.get()
    assert record.actor_id == world.head.id
    work()
    record.refresh_from_db()
    assert record.result["rows"] == 3
    assert ApprovalRequest.objects.get().state == "approved"


def test_c36_only_so_many_exports_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MAX_PER_HOUR", 1)
    exports.request(world.ctx(world.head), "customer", WHY)
    with pytest.raises(TooMany):
        exports.request(world.ctx(world.head), "customer", WHY)
    assert ExportCall.objects.count() == 1
