"""Blocks and values in HTML and Word: rows, conditions, runs that Word cut, codes."""

import re

import pytest

from kezhou.kernel.errors import Invalid
from kezhou.kernel.placeholder import PlaceholderProblem
from kezhou.platform.printing import docx as word
from kezhou.platform.printing.fill import fill
from kezhou.platform.printing.html import HtmlShape, document, parse_html, sanitised, to_html
from kezhou.platform.printing.package import open_package
from kezhou.platform.printing.papers import PAPERS

from .conftest import Plain, W, docx, paragraph, part, row, table

ROWS = [Plain({"name": "甲", "amount": "1"}), Plain({"name": "乙 & <b>", "amount": "2"})]
SCOPE = Plain({"number": "Q-1", "remarks": "", "note": "一\n二"}, {"lines": ROWS, "none": []})


def html(template: str) -> str:
    return to_html(fill(parse_html(template), SCOPE, HtmlShape()))


def texts(content: bytes, name: str = "word/document.xml") -> list[str]:
    """The words of each paragraph."""
    found = re.findall(r"<w:p(?: [^>]*)?(?:/>|>(.*?)</w:p>)", part(content, name), re.DOTALL)
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", one)) for one in found]


def filled(body: str) -> list[str]:
    return texts(word.filled(docx(body), SCOPE))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("<p>No. {{number}}!</p>", "<p>No. Q-1!</p>"),
        ("<p>{{note}}</p>", "<p>一<br>二</p>"),
        ("<p>a{{#remarks}}：{{remarks}}{{/remarks}}b</p>", "<p>ab</p>"),
        ("<p>{{#number}}有{{/number}}{{^number}}无{{/number}}</p>", "<p>有</p>"),
        ("<p>x</p><p>{{^number}}whole{{/number}}</p><p>y</p>", "<p>x</p><p>y</p>"),
        ("<p>{{#lines}}{{name}},{{/lines}}!</p>", "<p>甲,乙 &amp; &lt;b&gt;,!</p>"),
        ("<p>{{#none}}x{{/none}}{{^none}}nothing{{/none}}</p>", "<p>nothing</p>"),
        ("<p>{{#lines}}</p><p>{{name}}</p><p>{{/lines}}</p>", "<p>甲</p><p>乙 &amp; &lt;b&gt;</p>"),
        ("<ul><li>{{#lines}}{{number}}-{{amount}}{{/lines}}</li></ul>", "<ul><li>Q-1-1</li><li>Q-1-2</li></ul>"),
    ],
)
def test_html(template: str, expected: str) -> None:
    for one in ROWS:
        one.outer = SCOPE
    assert html(template) == expected


def test_a_block_from_cell_to_cell_repeats_the_row() -> None:
    table_ = "<table><tbody><tr><td>{{#lines}}{{name}}</td><td>{{amount}}{{/lines}}</td></tr></tbody></table>"
    rows = "<tr><td>甲</td><td>1</td></tr><tr><td>乙 &amp; &lt;b&gt;</td><td>2</td></tr>"
    assert html(table_) == f"<table><tbody>{rows}</tbody></table>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph("No. {{number}}!"), ["No. Q-1!"]),
        (paragraph("No. {", "{num", "ber}", "}!"), ["No. Q-1!"]),
        (paragraph("{{number}}{{", "number", "}} {{number}}"), ["Q-1Q-1 Q-1"]),
        (paragraph("a{{#remarks}}", "b", "{{/remarks}}c"), ["ac"]),
        (
            paragraph("x") + paragraph("{{#lines}}") + paragraph("{{name}}") + paragraph("{{/lines}}"),
            ["x", "甲", "乙 &amp; &lt;b&gt;"],
        ),
        (
            table(row("h", "h"), row("{{#lines}}{{name}}", "{{amount}}{{/lines}}")),
            ["h", "h", "甲", "1", "乙 &amp; &lt;b&gt;", "2"],
        ),
        (
            table(row("{{#lines}}", ""), row("{{name}}", "{{amount}}"), row("", "{{/lines}}")),
            ["甲", "1", "乙 &amp; &lt;b&gt;", "2"],
        ),
        (table(row("{{#none}}x{{/none}}")), [""]),
    ],
)
def test_word(body: str, expected: list[str]) -> None:
    assert filled(body) == expected


def test_word_keeps_the_look_and_what_word_insists_on() -> None:
    made = part(word.filled(docx(paragraph("a ", "{{note}}")), SCOPE))
    assert 'mc:Ignorable="w14"' in made
    assert 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"' in made
    look = "<w:rPr><w:b/></w:rPr>"
    assert f'<w:r>{look}<w:t xml:space="preserve">一</w:t><w:br/><w:t xml:space="preserve">二</w:t></w:r>' in made


def test_a_qr_code_is_a_picture_of_the_package() -> None:
    made = word.filled(docx(paragraph("{{qr:number}}")), SCOPE)
    assert '<a:blip r:embed="rIdKezhou1"/>' in part(made)
    assert 'Target="media/rIdKezhou1.png"' in part(made, "word/_rels/document.xml.rels")
    assert 'Extension="png"' in part(made, "[Content_Types].xml")
    page = html("<p>{{qr:number}}</p>")
    assert page.startswith('<p><img class="qr" alt="Q-1" src="data:image/svg+xml')


def test_headers_are_filled_too() -> None:
    header = (
        '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        + paragraph("{{number}}")
        + "</w:hdr>"
    )
    made = word.filled(docx(paragraph("x"), {"word/header1.xml": header}), SCOPE)
    assert texts(made, "word/header1.xml") == ["Q-1"]


def test_c24_values_are_never_read_as_templates() -> None:
    scope = Plain({"number": "{{remarks}} <script>{{#lines}}"})
    assert (
        to_html(fill(parse_html("<p>{{number}}</p>"), scope, HtmlShape()))
        == "<p>{{remarks}} &lt;script&gt;{{#lines}}</p>"
    )
    assert texts(word.filled(docx(paragraph("{{number}}")), scope)) == ["{{remarks}} &lt;script&gt;{{#lines}}"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<script>alert(1)</script><p onclick='x()'>a</p>", "<p>a</p>"),
        ("<iframe src='http://a.example'></iframe><link rel=stylesheet href='//a'><p>a</p>", "<p>a</p>"),
        ("<img src='http://a.example/x.png'><img src='file:///etc/passwd'>", "<img><img>"),
        ("<img src='data:image/svg+xml;base64,PHN2Zz4='>", "<img>"),
        ("<img src='data:image/png;base64,iVBORw0KGgo='>", '<img src="data:image/png;base64,iVBORw0KGgo=">'),
        ("<style>@import url(http://a)</style><p style='background:url(http://a)'>a</p>", "<p>a</p>"),
        ("<p style='position:fixed;color:red'>a</p>", '<p style="color:red">a</p>'),
        ("<a href='javascript:alert(1)'>a</a><object data='x'></object><form action='/'>b</form>", "ab"),
        ("<meta http-equiv='refresh' content='0;url=http://a'><base href='http://a'>c", "c"),
    ],
)
def test_c30_nothing_that_runs_or_loads_stays_in_html(given: str, kept: str) -> None:
    assert sanitised(given) == kept


def test_c30_the_page_carries_a_policy_that_loads_nothing() -> None:
    page = document([parse_html("<p>a</p>")], "<Q>", PAPERS["form_half"], "zh-hans", "未审批")
    assert page.index("default-src 'none'; style-src 'unsafe-inline'; img-src data:") < page.index("<style>")
    assert "<title>&lt;Q&gt;</title>" in page
    assert "@page { size: 241mm 140mm; margin: 6mm 12mm; }" in page
    assert "未审批" in page


@pytest.mark.parametrize(
    "body", ["<p title='{{name}}' class='{{name}}'>a</p>", "<p>{{name</p>", "<p>{{na<b>me</b>}}</p>"]
)
def test_placeholders_out_of_place_are_told(body: str) -> None:
    with pytest.raises((Invalid, PlaceholderProblem)):
        parse_html(body)


EXTERNAL = (
    '<Relationships xmlns="x"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
)
RELATIONS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({RELATIONS: EXTERNAL.format(kind="image", target="http://a.example/x.png")}, "external_content"),
        ({RELATIONS: EXTERNAL.format(kind="attachedTemplate", target="file:///x.dotm")}, "external_content"),
        ({RELATIONS: EXTERNAL.format(kind="hyperlink", target="file:///etc/passwd")}, "external_content"),
        ({"word/vbaProject.bin": b"x"}, "active_content"),
        ({"word/embeddings/oleObject1.bin": b"x"}, "active_content"),
        (
            {"[Content_Types].xml": "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"},
            "active_content",
        ),
        ({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "xml_entities"),
        ({"word/document.xml": '<a><w:instrText>INCLUDETEXT "C:\\x"</w:instrText></a>'}, "active_field"),
        ({"word/document.xml": "<a>" * 300 + "</a>" * 300}, "too_complex"),
        ({"word/document.xml": "<a>"}, "bad_xml"),
        ({"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")}, "bad_xml"),
        ({"word/media/x.bin": b"\0" * (21 * 1024 * 1024)}, "unpacks_too_large"),
        ({"word/document.xml": "<a>" + " " * (5 * 1024 * 1024) + "</a>"}, "unpacks_too_large"),
        ({"../evil.xml": "<a/>"}, "not_docx"),
        ({f"word/p{number}.xml": "<a/>" for number in range(400)}, "unpacks_too_large"),
    ],
)
def test_c25_word_files_that_are_more_than_paper_are_refused(parts: dict[str, str | bytes], code: str) -> None:
    with pytest.raises(Invalid) as caught:
        open_package(docx(paragraph("a"), parts))
    assert caught.value.code == code


def test_a_link_to_the_web_may_stand_in_a_word_file() -> None:
    open_package(docx(paragraph("a"), {RELATIONS: EXTERNAL.format(kind="hyperlink", target="https://a.example")}))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"hello", docx("", {"word/document.xml": ""})])
def test_what_is_no_word_file_is_told(content: bytes) -> None:
    with pytest.raises(Invalid):
        open_package(content)


def test_a_mark_stands_above_the_text_and_in_every_head() -> None:
    head = f'<w:hdr xmlns:w="{W}">{paragraph("公司")}</w:hdr>'
    own = word.filled(docx(paragraph("a"), {"word/header1.xml": head}), SCOPE, "未审批")
    assert texts(own) == ["未审批", "a"]
    assert "未审批" in part(own, "word/header1.xml")
    assert "公司" in part(own, "word/header1.xml")

    section = '<w:sectPr><w:headerReference w:type="first" r:id="rId9"/><w:titlePg/></w:sectPr>'
    only_first = docx(paragraph("a") + section, {"word/header1.xml": head})
    first = word.filled(only_first, SCOPE, "未审批")
    bare = word.filled(docx(paragraph("a")), SCOPE, "已作废")
    assert "已作废" in part(bare, "word/headerKezhou.xml")
    assert "<w:sectPr><w:headerReference xmlns:r=" in part(bare)
    assert "rIdKezhouStamp" in part(bare, "word/_rels/document.xml.rels")
    kinds = re.findall(r'<w:headerReference [^>]*w:type="(\w+)" r:id="(\w+)"', part(first))
    assert kinds == [("default", "rIdKezhouStamp"), ("even", "rIdKezhouStamp"), ("first", "rId9")]
    assert "<w:titlePg/>" in part(first)
    assert "/word/headerKezhou.xml" in part(bare, "[Content_Types].xml")
    open_package(bare)
    assert part(word.filled(docx(paragraph("a")), SCOPE)) == part(word.filled(docx(paragraph("a")), SCOPE, ""))
