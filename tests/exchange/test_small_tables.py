"""Small tables as spreadsheets: what a reader sees when the file is opened."""

from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

from kezhou.platform.exchange.sheet import Sheet, workbook


def test_numbers_are_shown_as_what_they_are() -> None:
    rows = [["王雪", 1234, Decimal("98765.4"), 12.5], ["合计", 1234, Decimal("98765.4"), 12.5]]
    sheet = Sheet(
        "业绩", ["负责人", "数量", "金额合计", "完成率"], rows, (), [None, "number", "money", "percent"], True
    )

    page = load_workbook(BytesIO(workbook([sheet], [])))["业绩"]

    assert [cell.number_format for cell in page[2]] == ["General", "#,##0", "#,##0.00", '0.0"%"']
    assert [cell.value for cell in page[2]] == ["王雪", 1234, 98765.4, 12.5]
    assert [cell.font.b for cell in page[2]] == [False] * 4
    assert [cell.font.b for cell in page[3]] == [True] * 4
    assert page.freeze_panes == "B2"


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    sheet = Sheet("客户", ["名称", "数"], [["青岛市立科印刷包装有限公司", 1], ["短" * 60, 2]])

    page = load_workbook(BytesIO(workbook([sheet], [])))["客户"]

    assert round(page.column_dimensions["A"].width) == 45, "a long text does not push the figures off the screen"
    assert round(page.column_dimensions["B"].width) == 13


def test_the_sheet_about_the_file_keeps_its_name() -> None:
    book = load_workbook(BytesIO(workbook([Sheet("About this file", ["x"], [])], [("Exported by", "Li")])))

    assert book.sheetnames == ["About this file 2", "About this file"]
