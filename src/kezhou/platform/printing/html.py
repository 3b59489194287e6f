"""HTML templates: harmless markup only, filled as a tree, and put on a page that can load nothing (C23, C30)."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

import nh3
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.placeholder import Mark, split

from .limits import MAX_BODY, MAX_NODES, MAX_TREE_DEPTH
from .page import page
from .papers import Paper
from .qr import svg_address
from .refusal import refuse
from .tree import Element, Node

TAGS = {
    *(
        "p",
        "div",
        "span",
        "br",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "small",
        "sub",
        "sup",
    ),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td", "ul", "ol", "li", "img"),
    *("header", "footer", "section"),
}
ATTRIBUTES = {
    "*": {"class", "style"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "img": {"src", "alt", "width", "height"},
}
STYLES = {
    *("width", "height", "min-width", "max-width", "min-height", "max-height", "margin", "margin-top", "margin-bottom"),
    *("margin-left", "margin-right", "padding", "padding-top", "padding-bottom", "padding-left", "padding-right"),
    *(
        "border",
        "border-top",
        "border-bottom",
        "border-left",
        "border-right",
        "border-collapse",
        "border-spacing",
        "border-color",
    ),
    *(
        "border-width",
        "border-style",
        "color",
        "background-color",
        "font-size",
        "font-weight",
        "font-style",
        "font-family",
    ),
    *("line-height", "letter-spacing", "text-align", "text-decoration", "text-indent", "vertical-align", "white-space"),
    *("word-break", "display", "float", "clear", "gap", "justify-content", "align-items", "flex", "flex-wrap"),
    *("page-break-before", "page-break-after", "page-break-inside", "break-before", "break-after", "break-inside"),
    *("table-layout", "opacity"),
}
"""What a style may say. Nothing of it takes an address; `position` is left out, so that nothing covers what is
below."""
VOID = frozenset({"br", "hr", "img", "col"})
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=]+")
_BAD_STYLE = re.compile(r"url\s*\(|expression|image-set|\\", re.IGNORECASE)


class HtmlShape:
    """What filling has to know of HTML."""

    row = "tr"
    paragraphs = frozenset({"p", "li", "h1", "h2", "h3", "h4"})

    def inline(self, mark: Mark, text: str) -> list[Node]:
        if mark.kind == "qr":
            return [Element("img", {"class": "qr", "alt": text, "src": svg_address(text)})] if text else []
        made: list[Node] = []
        for line in text.split("\n"):
            made += [Element("br"), line] if made else [line]
        return made

    def is_blank(self, node: Node) -> bool:
        if isinstance(node, str):
            return not node.strip()
        return (
            isinstance(node, Element)
            and node.tag not in ("img", "hr")
            and all(self.is_blank(child) for child in node.children)
        )

    def mend(self, box: Element) -> None:
        """HTML insists on nothing."""


def sanitised(body: str) -> str:
    """The template without anything that could run, load or cover. Raises `Invalid` beyond `MAX_BODY`."""
    if len(body) > MAX_BODY:
        raise refuse("too_large", _("A template may have at most %(limit)d characters."), path="body", limit=MAX_BODY)
    return nh3.clean(
        body,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"data"},
        link_rel=None,
        filter_style_properties=STYLES,
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src" and not _PICTURE.fullmatch(value):
        return None
    if name == "style" and _BAD_STYLE.search(value):
        return None
    return value


class _Reader(HTMLParser):
    """Well-formed HTML, as the sanitiser writes it, as a tree with its placeholders cut out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._stack = [self.root]
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._count += 1
        if self._count > MAX_NODES or len(self._stack) > MAX_TREE_DEPTH:
            raise refuse("too_complex", _("The template is too large or nested too deep."))
        given = {name: value or "" for name, value in attrs}
        if any("{{" in value for value in given.values()):
            raise refuse("in_attribute", _("Placeholders stand in the text, not inside of a tag."), path="body")
        element = Element(tag, given)
        self._stack[-1].children.append(element)
        if tag not in VOID:
            self._stack.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and len(self._stack) > 1:
            self._stack.pop()

    def handle_data(self, data: str) -> None:
        self._stack[-1].children += split(data)


def parse_html(body: str) -> Element:
    """The tree of a template. Raises `Invalid` or `PlaceholderProblem`."""
    reader = _Reader()
    reader.feed(sanitised(body))
    reader.close()
    return reader.root


def to_html(root: Element) -> str:
    pieces: list[str] = []
    _write(root, pieces)
    return "".join(pieces)


def _write(node: Element, pieces: list[str]) -> None:
    if node.tag:
        attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
        pieces.append(f"<{node.tag}{attrs}>")
    for child in node.children:
        if isinstance(child, Element):
            _write(child, pieces)
        elif isinstance(child, str):
            pieces.append(escape(child, quote=False))
    if node.tag and node.tag not in VOID:
        pieces.append(f"</{node.tag}>")


def document(sheets: list[Element], title: str, paper: Paper, locale: str, stamp: str = "") -> str:
    """Filled sheets as a whole page: one per copy."""
    return page([to_html(sheet) for sheet in sheets], title, paper, locale, stamp)
