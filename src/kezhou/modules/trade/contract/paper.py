"""The sales contract as a Word file, which every installation starts with beside the generic print."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from kezhou.kernel.ctx import Ctx
from kezhou.modules.trade.contract import wording
from kezhou.sdk.printing import ensure_template

NAME = "产品购销合同"
FIRST_CLAUSE, PAYMENT = "一、产品名称、规格、数量与价款", "五、付款"
HALF_POINTS, TITLE_HALF_POINTS = 21, 36
MADE_ON = (2026, 1, 1, 0, 0, 0)
"""The same words make the same file."""
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{_PACKAGE}/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1247" w:bottom="1440" w:left="1247" w:header="720" w:footer="720" w:gutter="0"/>'
    "</w:sectPr>"
)
_EDGES = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def ensure(ctx: Ctx) -> int:
    """Bring it in where it never was; 1 where it was made."""
    return ensure_template(ctx, "contract", NAME, packed())


def packed() -> bytes:
    """The file."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}">'
        f"<w:body>{''.join(_body())}{_PAGE}</w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELS),
            ("word/document.xml", document),
        ):
            archive.writestr(zipfile.ZipInfo(name, MADE_ON), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _body() -> Iterator[str]:
    yield _paragraph(wording.TITLE, size=TITLE_HALF_POINTS, bold=True, place="center")
    yield _table(wording.HEAD, borders=False)
    yield _paragraph(wording.OPENING, indent=True)
    yield _paragraph(FIRST_CLAUSE, bold=True)
    yield _columns(wording.GOODS)
    for line in wording.TOTALS:
        yield _paragraph(line)
    for title, clauses in wording.CLAUSES:
        yield _paragraph(title, bold=True)
        for clause in clauses:
            yield _paragraph(clause, indent=True)
        if title == PAYMENT:
            yield _columns(wording.PLANS)
    yield _paragraph("")
    yield _table(wording.SIGNS, borders=False)


def _columns(columns: Sequence[tuple[str, str]]) -> str:
    """A table with a head, and the row that is repeated."""
    return _table((tuple(head for head, _row in columns), tuple(row for _head, row in columns)), borders=True)


def _table(rows: Sequence[Sequence[str]], *, borders: bool) -> str:
    edges = f"<w:tblBorders>{_EDGES}</w:tblBorders>" if borders else ""
    grid = "".join("<w:gridCol/>" for _cell in rows[0])
    cells = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:tcPr/>{_paragraph(cell, bold=borders and at == 0)}</w:tc>' for cell in row)}</w:tr>"
        for at, row in enumerate(rows)
    )
    style = f'<w:tblPr><w:tblW w:w="5000" w:type="pct"/>{edges}</w:tblPr>'
    return f"<w:tbl>{style}<w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>"


def _paragraph(
    text: str, *, size: int = HALF_POINTS, bold: bool = False, place: str = "left", indent: bool = False
) -> str:
    first = '<w:ind w:firstLineChars="200"/>' if indent else ""
    look = (
        '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
        f'{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/></w:rPr>'
    )
    spacing = '<w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="auto"/>'
    run = f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr>{spacing}{first}<w:jc w:val="{place}"/></w:pPr>{run}</w:p>'
