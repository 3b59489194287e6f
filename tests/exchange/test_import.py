"""An import from upload to undo, through the doors that the API uses."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count
from python_calamine import CalamineWorkbook

from kezhou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from kezhou.modules.parties.customer.model import Customer
from kezhou.modules.trade.quote.model import Quote
from kezhou.modules.trade.quote_line.model import QuoteLine
from kezhou.platform.access.models import RoleGrant
from kezhou.platform.audit.models import AuditEntry
from kezhou.platform.duplicates.models import DuplicatePair
from kezhou.platform.entities import registry
from kezhou.platform.events.models import Event
from kezhou.platform.exchange.imports import errorfile, runs
from kezhou.platform.exchange.imports import work as steps
from kezhou.platform.exchange.models import ImportRun, RowOutcome, StagedRow
from kezhou.platform.jobs.models import JobRecord
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.records import write

from .conftest import World, make_world, work

Bring = Callable[..., ImportRun]


def counts(run: ImportRun) -> dict[str, int]:
    return {name: run.counts[name] for name in ("rows", "create", "update", "skip", "error")}


LINE = {"name": "水泵", "quantity": "1", "unit_price": "10"}


def living() -> dict[int, int]:
    """Quote → how many lines it has."""
    found = QuoteLine.objects.filter(deleted_at__isnull=True).values_list("quote_id").annotate(n=Count("id"))
    return dict(found)


def customer(world: World, **values: object) -> int:
    ctx = world.ctx(world.head)
    return write.create(ctx, registry.entity(ctx, "customer"), values).id or 0


def test_a_run_makes_records_with_audit_events_and_search_text(world: World, bring: Bring) -> None:
    run = bring("企业名称,级别,负责人,联系电话\n甲公司,A级,李四,0755-26780000\n乙公司,B,E001,\n")
    assert run.state == "done"
    assert counts(run) == {"rows": 2, "create": 2, "update": 0, "skip": 0, "error": 0}
    first = Customer.objects.get(name="甲公司")
    assert (first.level, first.owner_id, first.phone) == ("A", world.seller.id, "0755-26780000".replace("-", ""))
    assert first.dept_id == world.seller.department_id
    assert Customer.objects.get(name="乙公司").owner_id == world.head.id
    assert "甲公司" in first.search_text
    entries = AuditEntry.objects.filter(entity="customer", action="import")
    assert {(e.record_id, e.actor_id, e.meta["import"]) for e in entries} == {
        (id_, world.head.id, run.id) for id_ in Customer.objects.values_list("id", flat=True)
    }
    assert Event.objects.filter(name="customer.created").count() == 2


def test_the_dry_run_says_what_the_run_does_and_writes_nothing(world: World) -> None:
    customer(world, name="旧公司")
    ctx = world.ctx(world.head)
    text = "名称,级别,负责人\n新公司,A,\n旧公司,B,\n新公司,B,\n坏公司,Z,\n孤公司,,查无此人\n,A,\n"
    made = runs.upload(ctx, "customer", "list.csv", [text.encode()])
    runs.change(ctx, made.id, {"match": ["name"], "on_match": "update"})
    before = (Customer.objects.count(), AuditEntry.objects.count(), Event.objects.count())
    runs.start_check(ctx, made.id)
    work()
    checked = runs.own(ctx, made.id)
    assert checked.state == "checked"
    assert checked.check_counts == {"rows": 6, "create": 1, "update": 2, "skip": 0, "error": 3, "done": 6}
    assert [(e["row"], e["column"], e["value"], e["code"], e["count"]) for e in checked.check_errors] == [
        (5, "级别", "Z", "not_a_choice", 1),
        (6, "负责人", "查无此人", "no_such_record", 1),
        (7, "名称", "", "required", 1),
    ]
    assert (Customer.objects.count(), AuditEntry.objects.count(), Event.objects.count()) == before
    runs.start_run(ctx, made.id)
    work()
    done = runs.own(ctx, made.id)
    assert done.counts == checked.check_counts
    assert Customer.objects.get(name="新公司").level == "B"


@pytest.mark.parametrize(
    ("on_match", "sums", "level", "remarks"),
    [("skip", (0, 1), "A", ""), ("update", (1, 0), "B", "新"), ("fill", (1, 0), "A", "新")],
)
def test_what_happens_to_matches(
    world: World, bring: Bring, on_match: str, sums: tuple[int, int], level: str, remarks: str
) -> None:
    known = customer(world, name="甲公司", level="A")
    run = bring("名称,级别,备注\n甲公司,B,新\n", match=["name"], on_match=on_match)
    assert (run.counts["update"], run.counts["skip"]) == sums
    stored = Customer.objects.get(id=known)
    assert (stored.level, stored.remarks) == (level, remarks)


def test_a_list_is_read_by_its_content_whatever_it_is_called(world: World) -> None:
    ctx = world.ctx(world.head)
    for name, text in (
        ("list.xlsx", "名称\n甲公司\n".encode()),
        ("list.txt", "名称\t备注\n乙公司\t好\n".encode("utf-16")),
    ):
        made = runs.upload(ctx, "customer", name, [text])
        runs.start_run(ctx, made.id)
        work()
    assert list(Customer.objects.order_by("id").values_list("name", "remarks")) == [("甲公司", ""), ("乙公司", "好")]


def test_an_empty_cell_never_erases(world: World, bring: Bring) -> None:
    known = customer(world, name="甲公司", level="A", remarks="旧")
    bring("名称,级别,备注\n甲公司,B,\n", match=["name"], on_match="update")
    assert Customer.objects.get(id=known).remarks == "旧"


def test_keys_count_in_order_and_contradictions_keep_apart(world: World, bring: Bring) -> None:
    """The same name with another code is another company; without a code it is the same one."""
    customer(world, name="同名公司", credit_code="91350100M000100Y43")
    run = bring(
        "名称,统一社会信用代码\n同名公司,914403001922038216\n同名公司,\n另名公司,91350100M000100Y43\n",
        match=["credit_code", "name"],
    )
    # Row 3 has a name that two companies bear by then, so nobody can say which one it means.
    assert counts(run) == {"rows": 3, "create": 1, "update": 0, "skip": 1, "error": 1}
    assert run.errors[0]["code"] == "ambiguous_match"
    assert Customer.objects.filter(name="同名公司").count() == 2


def test_later_rows_of_the_file_match_earlier_ones(world: World, bring: Bring) -> None:
    run = bring("名称,级别,备注\n甲公司,A,\n甲公司,B,\n甲公司,,三\n", match=["name"], on_match="update")
    assert counts(run) == {"rows": 3, "create": 1, "update": 2, "skip": 0, "error": 0}
    stored = Customer.objects.get(name="甲公司")
    assert (stored.level, stored.remarks, stored.version) == ("B", "三", 3)


def test_a_row_that_follows_a_refused_one_is_made_itself(world: World, bring: Bring) -> None:
    run = bring("名称,级别\n甲公司,Z\n甲公司,A\n", match=["name"])
    assert counts(run) == {"rows": 2, "create": 1, "update": 0, "skip": 0, "error": 1}


def test_a_text_that_names_two_records_is_refused_with_both(world: World, bring: Bring) -> None:
    one, two = customer(world, name="母公司"), customer(world, name="母公司")
    run = bring(f"名称,上级公司\n子公司,母公司\n孙公司,{two}\n")
    assert counts(run)["error"] == 1
    assert run.errors[0]["code"] == "ambiguous_link"
    assert str(one) in run.errors[0]["message"]
    assert str(two) in run.errors[0]["message"]
    assert Customer.objects.get(name="孙公司").parent_id == two


def test_only_records_in_reach_are_matched(world: World, bring: Bring) -> None:
    hidden = customer(world, name="别人的公司", level="A")
    run = bring("名称,级别\n别人的公司,B\n", by=world.seller, match=["name"], on_match="update")
    assert counts(run)["create"] == 1
    assert Customer.objects.get(id=hidden).level == "A"


def test_rows_of_another_width_are_refused_not_misread(world: World, bring: Bring) -> None:
    run = bring("名称,级别\n甲公司,A,多\n乙公司\n丙公司,B\n")
    assert counts(run) == {"rows": 3, "create": 1, "update": 0, "skip": 0, "error": 2}
    assert [(e["code"], e["count"], e["rows"]) for e in run.errors] == [("column_count", 2, [2, 3])]


def test_empty_columns_at_the_end_are_no_mistake(world: World, bring: Bring) -> None:
    run = bring("名称,级别,,\n甲公司,A,,\n乙公司,A\n")
    assert counts(run) == {"rows": 2, "create": 1, "update": 0, "skip": 0, "error": 1}


def test_the_error_file_can_be_mended_and_uploaded_again(world: World, bring: Bring, tmp_path: Path) -> None:
    run = bring("名称,级别,注册资本\n甲公司,Z,100万元\n乙公司,A,\n=1+1公司,Y,\n")
    ctx = world.ctx(world.head)
    path = tmp_path / "errors.xlsx"
    path.write_bytes(b"".join(errorfile.error_file(ctx, run)))
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["名称", "级别", "注册资本", "Error"]
    assert [row[:3] for row in rows[1:]] == [["甲公司", "Z", "100万元"], ["=1+1公司", "Y", ""]]
    assert all("级别" in row[3] for row in rows[1:])

    again = runs.upload(ctx, "customer", "errors.xlsx", [path.read_bytes()])
    assert again.mapping == {"0": "name", "1": "level", "2": "registered_capital"}
    runs.change(ctx, again.id, {"mapping": {"0": "name", "2": "registered_capital"}})
    runs.start_run(ctx, again.id)
    work()
    assert counts(runs.own(ctx, again.id))["create"] == 2
    assert str(Customer.objects.get(name="甲公司").registered_capital) == "1000000.00"


def test_undo_takes_back_what_nobody_touched_since(world: World, bring: Bring) -> None:
    kept, changed = customer(world, name="甲公司", level="A"), customer(world, name="乙公司", level="A")
    run = bring("名称,级别\n甲公司,B\n乙公司,B\n丙公司,B\n", match=["name"], on_match="update")
    ctx = world.ctx(world.head)
    entity = registry.entity(ctx, "customer")
    write.update(ctx, entity, changed, {"remarks": "later"})
    runs.start_undo(ctx, run.id)
    work()
    undone = runs.own(ctx, run.id)
    assert undone.state == "undone"
    assert undone.undo_counts == {
        "removed": 1, "restored": 1, "kept": 1, "kept_records": [{"id": changed, "code": "stale"}]
    }  # fmt: skip
    assert Customer.objects.get(id=kept).level == "A"
    assert Customer.objects.get(id=changed).level == "B"
    assert Customer.objects.get(name="丙公司").deleted_at is not None
    assert AuditEntry.objects.filter(entity="customer", action="import_undo").count() == 2
    with pytest.raises(Conflict):
        runs.start_undo(ctx, run.id)


def test_undo_beside_edits_of_the_same_records_loses_none_of_them(transactional_db: None) -> None:
    """Somebody goes through the imported records while the import is taken back: an edit that was first keeps its
    record as it is, one that comes later is made on top of the old values."""
    world = make_world()
    ctx = world.ctx(world.head)
    entity = registry.entity(ctx, "customer")
    ids = [customer(world, name=f"公司{at}", level="A") for at in range(12)]
    text = "名称,级别\n" + "".join(f"公司{at},B\n" for at in range(12))
    run = runs.upload(ctx, "customer", "list.csv", [text.encode()])
    runs.change(ctx, run.id, {"match": ["name"], "on_match": "update"})
    runs.start_run(ctx, run.id)
    work()
    assert set(Customer.objects.values_list("level", flat=True)) == {"B"}
    runs.start_undo(ctx, run.id)
    ready = threading.Barrier(2)

    def edits() -> None:
        try:
            ready.wait(30)
            for id_ in reversed(ids):
                write.update(ctx, entity, id_, {"remarks": "later"})
        finally:
            connection.close()

    def back() -> None:
        try:
            ready.wait(30)
            work()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda act: act(), (edits, back)))

    kept = runs.own(ctx, run.id).undo_counts
    assert kept["restored"] + kept["kept"] == 12
    assert set(Customer.objects.values_list("remarks", flat=True)) == {"later"}
    assert Customer.objects.filter(level="B").count() == kept["kept"]
    assert {one["id"] for one in kept["kept_records"]} == set(
        Customer.objects.filter(level="B").values_list("id", flat=True)
    )
    registry.forget()


def test_undo_takes_the_lines_of_a_document_along(world: World, bring: Bring) -> None:
    whose = customer(world, name="甲公司")
    ctx = world.ctx(world.head)
    quote = registry.entity(ctx, "quote")
    run = runs.upload(ctx, "quote", "quotes.csv", ["主题,客户\n报价一,甲公司\n报价二,甲公司\n".encode()])
    runs.start_run(ctx, run.id)
    work()
    first, second = Quote.objects.order_by("id").values_list("id", flat=True)
    other = write.create(ctx, quote, {"name": "自己写的", "customer": whose, "lines": [LINE]}).id or 0
    write.update(ctx, quote, first, {"lines": [LINE, LINE]})
    write.update(ctx, quote, second, {"lines": [LINE]})
    assert living() == {first: 2, second: 1, other: 1}

    runs.start_undo(ctx, run.id)
    work()

    assert runs.own(ctx, run.id).undo_counts["removed"] == 2
    assert living() == {other: 1}
    write.restore(ctx, quote, first)
    assert living() == {first: 2, other: 1}


def test_undo_of_several_touches_goes_back_to_the_first(world: World, bring: Bring) -> None:
    known = customer(world, name="甲公司", level="A", remarks="旧")
    run = bring("名称,级别,备注\n甲公司,B,新\n甲公司,A,最新\n", match=["name"], on_match="update")
    ctx = world.ctx(world.head)
    runs.start_undo(ctx, run.id)
    work()
    stored = Customer.objects.get(id=known)
    assert (stored.level, stored.remarks) == ("A", "旧")


def test_nobody_without_the_right_brings_anything_in(world: World) -> None:
    ctx = world.ctx(world.reader)
    with pytest.raises(Forbidden):
        runs.upload(ctx, "customer", "list.csv", ["名称\n甲公司\n".encode()])
    assert (ImportRun.objects.count(), Customer.objects.count()) == (0, 0)


def test_somebody_elses_import_does_not_exist(world: World) -> None:
    made = runs.upload(world.ctx(world.head), "customer", "list.csv", ["名称\n甲公司\n".encode()])
    for act in (runs.own, runs.start_check, runs.start_run, runs.start_undo, runs.cancel):
        with pytest.raises(NotFound):
            act(world.ctx(world.seller), made.id)
    assert ImportRun.objects.get(id=made.id).state == "uploaded"


def test_c13_a_right_that_was_withdrawn_stops_the_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CHUNK", 2)
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "list.csv", ["名称\n甲\n乙\n丙\n丁\n".encode()])
    runs.start_run(ctx, made.id)
    taken = steps.carry_out

    def one_chunk_then_withdraw(run_id: int, source: steps.CtxSource, tick: steps.Tick) -> None:
        def withdraw(done: int, total: int | None) -> None:
            RoleGrant.objects.filter(role__key="role-head", action="import").delete()
            bump_access(None)

        taken(run_id, source, withdraw)

    monkeypatch.setattr(steps, "carry_out", one_chunk_then_withdraw)
    work()
    run = ImportRun.objects.get(id=made.id)
    assert (run.state, run.counts["done"], Customer.objects.count()) == ("failed", 2, 2)
    assert JobRecord.objects.get(id=run.job_id).state == "failed"


def test_cancel_keeps_what_is_committed_and_run_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "CHUNK", 2)
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "list.csv", ["名称\n甲\n乙\n丙\n丁\n戊\n".encode()])
    runs.start_run(ctx, made.id)
    going_on = steps._chunk

    def cancel_after_first(run_id: int, source: steps.CtxSource) -> tuple[int, int] | None:
        progress = going_on(run_id, source)
        JobRecord.objects.filter(state="running").update(cancel_requested=True)
        return progress

    monkeypatch.setattr(steps, "_chunk", cancel_after_first)
    work()
    assert runs.own(ctx, made.id).state == "cancelled"
    assert Customer.objects.count() == 2
    monkeypatch.setattr(steps, "_chunk", going_on)
    runs.start_run(ctx, made.id)
    work()
    run = runs.own(ctx, made.id)
    assert (run.state, counts(run)) == ("done", {"rows": 5, "create": 5, "update": 0, "skip": 0, "error": 0})
    assert RowOutcome.objects.filter(run_id=run.id).count() == StagedRow.objects.filter(run_id=run.id).count() == 5


@pytest.mark.parametrize(
    ("decisions", "path", "code"),
    [
        ({"mapping": {"0": "nmae"}}, "mapping.0", "not_importable"),
        ({"mapping": {"0": "health"}}, "mapping.0", "not_importable"),
        ({"mapping": {"9": "name"}}, "mapping.9", "no_such_column"),
        ({"mapping": {"0": "name", "1": "name"}}, "mapping.1", "field_twice"),
        ({"match": ["credit_code"]}, "match", "not_a_match_key"),
        ({"on_match": "replace"}, "on_match", "bad_on_match"),
        ({"owner": 999_999}, "owner", "bad_owner"),
        ({"preset": "nothing"}, "preset", "no_such_preset"),
    ],
)
def test_wrong_decisions_are_named(world: World, decisions: dict[str, object], path: str, code: str) -> None:
    ctx = world.ctx(world.head)
    made = runs.upload(ctx, "customer", "list.csv", ["名称,级别\n甲公司,A\n".encode()])
    with pytest.raises(Invalid) as refused:
        runs.change(ctx, made.id, decisions)
    assert [(error.path, error.code) for error in refused.value.errors] == [(path, code)]
    stored = ImportRun.objects.get(id=made.id)
    assert (stored.mapping, stored.match, stored.on_match) == ({"0": "name", "1": "level"}, ["name"], "skip")


def test_a_kept_preset_is_guessed_next_time(world: World) -> None:
    ctx = world.ctx(world.head)
    first = runs.upload(ctx, "customer", "a.csv", ["抬头,档\n甲公司,A\n".encode()])
    assert first.mapping == {}
    runs.change(ctx, first.id, {"mapping": {"0": "name", "1": "level"}, "preset_name": "财务表"})
    second = runs.upload(ctx, "customer", "b.csv", ["档,抬头\nA,乙公司\n".encode()])
    assert second.mapping == {"0": "level", "1": "name"}
    assert runs.upload(world.ctx(world.seller), "customer", "c.csv", ["档,抬头\nA,乙\n".encode()]).mapping == {}


def test_statements_per_chunk_do_not_grow_with_rows(world: World, bring: Bring) -> None:
    from django.test.utils import CaptureQueriesContext

    def statements(rows: int) -> int:
        text = "名称,负责人,上级公司\n" + "".join(f"公司{rows}号{n},李四,\n" for n in range(rows))
        with CaptureQueriesContext(connection) as seen:
            bring(text, match=["name"])
        return len(seen)

    statements(10)  # what a process reads once: grants, entities, statistics
    assert statements(400) <= statements(60) + 5


@pytest.mark.parametrize(
    ("said", "made", "refused", "pairs"),
    [("", 2, 0, 0), ("import", 2, 0, 0), ("mark", 2, 0, 1), ("skip", 1, 1, 0)],
)
def test_rows_that_look_like_a_record_are_skipped_marked_or_imported(
    world: World, said: str, made: int, refused: int, pairs: int
) -> None:
    known = customer(world, name="深圳市华为技术有限公司")
    ctx = world.ctx(world.head)
    text = "名称\n深圳市华伪技术有限公司\n北京西尔康电梯有限公司\n"
    run = runs.upload(ctx, "customer", "list.csv", [text.encode()])
    runs.change(ctx, run.id, {"duplicates": said})
    runs.start_check(ctx, run.id)
    work()
    checked = runs.own(ctx, run.id).check_counts
    runs.start_run(ctx, run.id)
    work()
    done = runs.own(ctx, run.id)
    assert (done.counts["create"], done.counts["error"]) == (made, refused)
    assert (checked["create"], checked["error"]) == (made, refused)
    found = list(DuplicatePair.objects.values_list("a", "state"))
    assert found == [(known, "open")] * pairs
    assert [error["code"] for error in done.errors] == ["duplicate"] * refused


def test_what_an_import_says_of_duplicates_is_checked(world: World) -> None:
    ctx = world.ctx(world.head)
    run = runs.upload(ctx, "customer", "list.csv", ["名称\n甲公司\n".encode()])
    with pytest.raises(Invalid):
        runs.change(ctx, run.id, {"duplicates": "maybe"})
    assert runs.own(ctx, run.id).duplicates == ""
    assert runs.describe(ctx, run)["duplicates"] == ""
