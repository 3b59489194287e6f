"""Files as they come: encodings, delimiters, what spreadsheets do to values."""

import gzip
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from kezhou.kernel.errors import Invalid
from kezhou.platform.exchange.cells import WATERMARK
from kezhou.platform.exchange.reading.source import open_table
from kezhou.platform.exchange.reading.table import Table, dump_cells, load_cells


def table(tmp_path: Path, content: bytes) -> Table:
    path = tmp_path / "file"
    path.write_bytes(content)
    return open_table(path)


def code_of(refused: "pytest.ExceptionInfo[Invalid]") -> str:
    return refused.value.errors[0].code


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gb18030", ";"), ("utf-8-sig", "\t")],
)
def test_csv_in_any_office_form(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = delimiter.join(["名称", "备注"]) + "\r\n" + delimiter.join(["龘公司", '"一行\n又一行"']) + "\r\n\r\n"
    found = table(tmp_path, text.encode(encoding))
    assert found.headers == ("名称", "备注")
    assert [(n, list(cells)) for n, cells in found.rows()] == [(2, ["龘公司", "一行\n又一行"])]
    assert found.form["width"] == 2


def test_gzipped_csv(tmp_path: Path) -> None:
    found = table(tmp_path, gzip.compress("名称\n甲\n".encode()))
    assert [list(cells) for _n, cells in found.rows()] == [["甲"]]


def test_the_guard_of_our_own_exports_is_taken_off_and_the_watermark_is_no_row(tmp_path: Path) -> None:
    found = table(tmp_path, f"名称\n'=1+1\n'abc\n{WATERMARK}x\n".encode())
    assert [list(cells) for _n, cells in found.rows()] == [["=1+1"], ["'abc"]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "no_header"),
        (",".join(f"c{n}" for n in range(301)).encode(), "too_many_columns"),
        (b"a,b\n\xff\xff\xff,1\n", "unknown_encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old_excel"),
        (b"PK\x03\x04 this is no zip", "not_a_workbook"),
        (b"\x1f\x8b\x08\x00broken", "bad_gzip"),
        (b"\xc3\xfb\xb3\xc6,b\n1,2\n3,\x004\n", "nul_characters"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        table(tmp_path, content)
    assert code_of(refused) == code


@pytest.mark.parametrize("content", ["名称,电话\n甲,\x00\n".encode(), "名称,电话\n甲,1\n".encode("utf-16-le")])
def test_a_file_with_nul_characters_names_the_first_line_of_them(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        table(tmp_path, content)
    (error,) = refused.value.errors
    line = content[: content.index(b"\0")].count(b"\n") + 1
    assert (error.code, error.params) == ("nul_characters", {"line": line})
    assert f"Line {line} " in str(error.message)


def test_a_missing_quotation_mark_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        list(table(tmp_path, b'a,b\n1,"x' + b"y" * 200_000 + b"\n").rows())
    assert code_of(refused) == "bad_csv"


def test_xlsx_values_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("empty")
        sheet = book.add_worksheet("list")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(2, 1, ["名称", "数", "日", "是", "码"])
        sheet.write_string(3, 1, "=1+1")
        sheet.write_number(3, 2, 12)
        sheet.write_datetime(3, 3, datetime(2026, 1, 31), day)  # noqa: DTZ001 — a spreadsheet knows no zones
        sheet.write_boolean(3, 4, True)
        sheet.write_number(3, 5, 914403001922038216)
        sheet.merge_range(4, 1, 5, 1, "合并")
        sheet.write_number(4, 2, 1.5)
        sheet.write_number(5, 2, 2.5)
    found = open_table(path)
    assert found.headers == ("", "名称", "数", "日", "是", "码")
    rows = [(number, list(cells)) for number, cells in found.rows()]
    assert rows[0][0] == 4
    assert rows[0][1][1:4] == ["=1+1", 12, date(2026, 1, 31)]
    assert type(rows[0][1][2]) is int
    assert rows[0][1][4] is True
    assert rows[0][1][5] == float(914403001922038216)
    assert [(number, cells[1:3]) for number, cells in rows[1:]] == [(5, ["合并", 1.5]), (6, ["合并", 2.5])]
    assert "width" not in found.form


def test_cells_survive_the_staging_table() -> None:
    cells = ["甲", 1, 1.5, True, None, date(2026, 1, 31), datetime(2026, 1, 31, 8, 30)]  # noqa: DTZ001
    assert load_cells(dump_cells(cells)) == cells
