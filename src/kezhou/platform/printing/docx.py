"""Word templates: placeholders are found across Word's runs, filled as a tree, and everything else stays as it is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from html import escape

from kezhou.kernel.placeholder import Mark, split

from . import qr, stamps
from .fill import Scope, fill
from .package import TYPES, Package, open_package, relations_name, write_package
from .tree import Element, Node, clean_text, parse_xml, to_xml

KEEP = {"xml:space": "preserve"}
QR_SIZE = 792_000
"""Edge of a printed code in EMU: 22 mm."""
_EMPTY = frozenset(
    {"w:pPr", "w:rPr", "w:tcPr", "w:trPr", "w:tblPr", "w:tblGrid", "w:bookmarkStart", "w:bookmarkEnd", "w:proofErr"}
)
_TEXTLESS = frozenset({"w:drawing", "w:pict", "w:object", "w:tab", "w:sym"})
_SPREAD = re.compile(r"\{\{[^{}]*\}\}")
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


class DocxShape:
    """What filling has to know of Word. `pictures` collects codes that the part is to hold: relation id → picture."""

    row = "w:tr"
    paragraphs = frozenset({"w:p"})

    def __init__(self, numbers: Iterator[int]) -> None:
        self.pictures: dict[str, bytes] = {}
        self._numbers = numbers

    def inline(self, mark: Mark, text: str) -> list[Node]:
        if mark.kind == "qr":
            return [self._code(text)] if text else []
        lines = text.split("\n")
        written = [Element("w:t", dict(KEEP), [line]) for line in lines]
        return [node for at, one in enumerate(written) for node in ([Element("w:br"), one] if at else [one])]

    def is_blank(self, node: Node) -> bool:
        if isinstance(node, str):
            return not node.strip()
        if isinstance(node, Mark) or node.tag in _TEXTLESS:
            return False
        return node.tag in _EMPTY or all(self.is_blank(child) for child in node.children)

    def mend(self, box: Element) -> None:
        """A cell of a table must end with a paragraph."""
        if box.tag == "w:tc" and not box.elements("w:p"):
            box.children.append(Element("w:p"))

    def _code(self, text: str) -> Element:
        number = next(self._numbers)
        name = f"rIdKezhou{number}"
        self.pictures[name] = qr.png(text)
        return parse_xml(
            _DRAWING.format(id=9000 + number, rel=name, size=QR_SIZE, text=escape(clean_text(text))).encode()
        )


def marks_of(package: Package) -> list[Mark]:
    """All placeholders of the document, in order; its trees are prepared for filling. Raises `PlaceholderProblem`."""
    found: list[Mark] = []
    for name in sorted(package.trees, key=lambda one: one != "word/document.xml"):
        prepare(package.trees[name])
        found += package.trees[name].marks()
    return found


def filled(content: bytes, scope: Scope, stamp: str = "") -> bytes:
    """The document with everything filled in; `stamp` stands above it and in the head of every page."""
    package = open_package(content)
    marks_of(package)
    parts, numbers = dict(package.parts), itertools.count(1)
    media: dict[str, bytes] = {}
    for name, tree in package.trees.items():
        shape = DocxShape(numbers)
        made = fill(tree, scope, shape)
        if stamp:
            stamps.put(made, name, stamp)
        parts[name] = to_xml(made)
        if shape.pictures:
            relations = package.relations(name)
            for key, picture in shape.pictures.items():
                target = f"media/{key}.png"
                media[f"word/{target}"] = picture
                relations.children.append(Element("Relationship", {"Id": key, "Type": _IMAGE, "Target": target}))
            parts[relations_name(name)] = to_xml(relations)
    if stamp:
        stamps.add_header(package, parts, stamp)
    if media:
        parts |= media
        types = parse_xml(parts[TYPES])
        if not any(one.attrs.get("Extension", "").lower() == "png" for one in types.elements("Default")):
            types.children.insert(0, Element("Default", {"Extension": "png", "ContentType": "image/png"}))
        parts[TYPES] = to_xml(types)
    return write_package(parts)


def prepare(tree: Element) -> None:
    """Put every placeholder of a part into a run of its own. Word cuts them anywhere: after a correction, a change of
    font, a spelling mark."""
    for paragraph in [one for one in tree.walk() if one.tag == "w:p"]:
        _prepare(paragraph)


def _prepare(paragraph: Element) -> None:
    boxes = list(_boxes(paragraph))
    _gather([text for box in boxes for run in box.elements("w:r") for text in run.elements("w:t")])
    for box in boxes:
        children: list[Node] = []
        for child in box.children:
            children += _cut(child) if isinstance(child, Element) and child.tag == "w:r" else [child]
        box.children = children


def _boxes(element: Element) -> Iterator[Element]:
    """The paragraph and what in it holds runs, such as links; not the paragraphs of a text box in it."""
    if element.elements("w:r"):
        yield element
    for child in element.children:
        if isinstance(child, Element) and child.tag not in ("w:p", "w:r"):
            yield from _boxes(child)


def _gather(texts: list[Element]) -> None:
    """Move what of a placeholder stands in later texts into the one that it begins in. Raises for braces without a
    pair."""
    whole = "".join(text.text() for text in texts)
    if "{{" not in whole and "}}" not in whole:
        return
    split(whole)
    owners = [at for at, text in enumerate(texts) for _char in text.text()]
    for found in _SPREAD.finditer(whole):
        owners[found.start() : found.end()] = [owners[found.start()]] * (found.end() - found.start())
    said = [""] * len(texts)
    for owner, char in zip(owners, whole, strict=True):
        said[owner] += char
    for text, now in zip(texts, said, strict=True):
        if now != text.text():
            text.children = [now] if now else []
            text.attrs |= KEEP


def _cut(run: Element) -> list[Node]:
    """A run as several: text and placeholders apart, each with the look of the whole."""
    if not any("{{" in text.text() for text in run.elements("w:t")):
        return [run]
    look = run.elements("w:rPr")
    made: list[Node] = []
    kept: list[Node] = []

    def close() -> None:
        if kept:
            made.append(Element("w:r", dict(run.attrs), [*(one.copy() for one in look), *kept]))
            kept.clear()

    for child in run.children:
        if isinstance(child, Element) and child.tag == "w:rPr":
            continue
        if not (isinstance(child, Element) and child.tag == "w:t"):
            kept.append(child)
            continue
        for piece in split(child.text()):
            if isinstance(piece, Mark):
                close()
                made.append(Element("w:r", dict(run.attrs), [*(one.copy() for one in look), piece]))
            else:
                kept.append(Element("w:t", dict(KEEP), [piece]))
    close()
    return made


_DRAWING = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{size}" cy="{size}"/>'
    '<wp:docPr id="{id}" name="QR {id}" descr="{text}"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{id}" name="{rel}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{rel}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{size}" cy="{size}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)
