"""Where the names of the columns stand in files that people made to be looked at."""

import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from kezhou.kernel.errors import Invalid
from kezhou.platform.exchange.reading.source import open_table
from kezhou.platform.exchange.reading.table import Table


def csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Table:
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return open_table(path)


def xlsx(tmp_path: Path, rows: dict[int, list[Any]], merged: dict[str, str]) -> Table:
    """`rows` by line, counted from 1; merged ranges with what stands in them."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, text in merged.items():
            sheet.merge_range(place, text)
        for line, cells in rows.items():
            for at, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(line - 1, at, cell)
    return open_table(path)


def content(table: Table) -> list[tuple[int, list[Any]]]:
    return [(number, list(cells)) for number, cells in table.rows()]


def test_a_title_over_the_list_is_no_header(tmp_path: Path) -> None:
    rows = {3: ["名称", "电话", "地址"], 4: ["甲公司", "0755-26780000", "南山"]}
    found = xlsx(tmp_path, {**rows, 2: ["制表人：李四"]}, {"A1:C1": "客户信息登记表"})
    assert found.headers == ("名称", "电话", "地址")
    assert content(found) == [(4, ["甲公司", "0755-26780000", "南山"])]

    plain = csv(tmp_path, "客户信息登记表\n制表日期：2026-11-22\n\n名称;电话;地址\n甲公司;1;2\n")
    assert (plain.headers, plain.form["width"], plain.form["delimiter"]) == (("名称", "电话", "地址"), 3, ";")
    assert content(plain) == [(5, ["甲公司", "1", "2"])]


def test_the_lower_names_count_under_merged_headings(tmp_path: Path) -> None:
    rows = {2: [None, None, "省", "市"], 3: ["甲公司", "1380", "广东", "深圳"]}
    found = xlsx(tmp_path, {**rows, 1: [None, "电话"]}, {"A1:A2": "名称", "C1:D1": "所在地"})
    assert found.headers == ("名称", "电话", "省", "市")
    assert content(found) == [(3, ["甲公司", "1380", "广东", "深圳"])]

    rows = {2: ["名称", "税号", "电话", "邮箱"], 3: ["甲公司", "9135", "1380", "a@b.cn"]}
    groups = xlsx(tmp_path, rows, {"A1:B1": "基本信息", "C1:D1": "联系方式"})
    assert groups.headers == ("名称", "税号", "电话", "邮箱")
    assert [number for number, _cells in content(groups)] == [3]


def test_a_header_that_is_merged_over_two_rows_is_not_read_as_a_record(tmp_path: Path) -> None:
    found = xlsx(tmp_path, {3: ["甲公司", "1380"]}, {"A1:A2": "名称", "B1:B2": "电话"})
    assert found.headers == ("名称", "电话")
    assert content(found) == [(3, ["甲公司", "1380"])]


@pytest.mark.parametrize(
    ("text", "headers", "rows"),
    [
        ("名称\n甲公司\n乙公司\n", ("名称",), 2),
        ("名称\n甲公司,1380,2026-01-31\n", ("名称",), 1),
        ("名称,电话\n甲公司,1380\n", ("名称", "电话"), 1),
        ("名称,,\n甲公司,乙,\n", ("名称",), 1),
    ],
)
def test_a_header_is_never_taken_for_a_title_where_records_follow(
    tmp_path: Path, text: str, headers: tuple[str, ...], rows: int
) -> None:
    found = csv(tmp_path, text)
    assert (found.headers, len(content(found))) == (headers, rows)


def test_merged_records_stay_records(tmp_path: Path) -> None:
    """A form whose every cell spans two columns, and a record whose first cell spans two rows."""
    wide = {"A1:B1": "名称", "C1:D1": "电话", "A2:B2": "甲公司", "C2:D2": "一三八"}
    assert [number for number, _cells in content(xlsx(tmp_path, {}, wide))] == [2]
    tall = xlsx(tmp_path, {1: ["名称", "日"], 2: [None, 1], 3: [None, 2]}, {"A2:A3": "甲公司"})
    assert content(tall) == [(2, ["甲公司", 1]), (3, ["甲公司", 2])]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_of_a_spreadsheet(tmp_path: Path, encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    found = csv(tmp_path, f'{mark}名称\t备注\r\n龘公司\t"一行\r\n又一行"\r\n', encoding)
    assert (found.headers, found.form["encoding"]) == (("名称", "备注"), "utf-16")
    assert content(found) == [(2, ["龘公司", "一行\r\n又一行"])]


@pytest.mark.parametrize(
    "text", ["<html><body><table><tr><td>名称", "\ufeff <!DOCTYPE html>", '<?xml version="1.0"?><Workbook>']
)
def test_a_web_page_is_called_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        csv(tmp_path, text)
    assert refused.value.errors[0].code == "web_page"


def test_days_in_a_header_and_figures_below_do_not_confuse(tmp_path: Path) -> None:
    found = xlsx(tmp_path, {1: ["名称", "2026"], 2: ["甲公司", datetime(2026, 1, 31)]}, {})  # noqa: DTZ001
    assert (found.headers, len(content(found))) == (("名称", "2026"), 1)


def test_a_formula_that_nobody_calculated_is_not_read_as_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    sheet = '<worksheet><sheetData><row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>A2+1</f><v></v></c></row></sheetData>'
    with zipfile.ZipFile(path, "w") as package:  # as programs write it that cannot reckon
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", f"{sheet}</worksheet>")
    with pytest.raises(Invalid) as refused:
        open_table(path)
    assert refused.value.errors[0].code == "not_calculated"

    with xlsxwriter.Workbook(str(path)) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["名称", "备注"])
        page.write_string(1, 0, "甲公司")
        page.write_formula(1, 1, '=A2&"！"', None, "甲公司！")
    assert content(open_table(path)) == [(2, ["甲公司", "甲公司！"])]
