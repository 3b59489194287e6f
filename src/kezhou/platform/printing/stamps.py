"""The mark of a Word document that was not approved, or holds no more: above the text and in the head of every page."""

from __future__ import annotations

import re

from .package import MAIN, TYPES, Package, relations_name
from .tree import Element, clean_text, parse_xml, to_xml

HEADER = re.compile(r"word/header\d*\.xml")
_PART = "word/headerKezhou.xml"
_RELATION = "rIdKezhouStamp"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LARGE, SMALL = "72", "32"
"""Half points."""


def put(tree: Element, part: str, stamp: str) -> None:
    """At the beginning of the text, and of a head that the document has."""
    if part == MAIN:
        for body in (one for one in tree.walk() if one.tag == "w:body"):
            body.children.insert(0, _paragraph(stamp, LARGE))
    elif HEADER.fullmatch(part):
        for head in (one for one in tree.walk() if one.tag == "w:hdr"):
            head.children.insert(0, _paragraph(stamp, SMALL))


def add_header(package: Package, parts: dict[str, bytes], stamp: str) -> None:
    """A head for the pages that have none: the first section names it, and the others take it over."""
    tree = parse_xml(parts[MAIN])
    section = next((one for one in tree.walk() if one.tag == "w:sectPr"), None)
    if section is None:
        body = next(one for one in tree.walk() if one.tag == "w:body")
        section = Element("w:sectPr")
        body.children.append(section)
    known = {one.attrs.get("w:type", "default") for one in section.elements("w:headerReference")}
    missing = [kind for kind in ("even", "default") if kind not in known]
    if not missing:
        return
    if "first" not in known:
        # The first page would be of a kind of its own, and without a head.
        first = section.elements("w:titlePg")
        section.children = [one for one in section.children if one not in first]
    for kind in missing:
        section.children.insert(0, Element("w:headerReference", {"xmlns:r": _R, "w:type": kind, "r:id": _RELATION}))
    parts[MAIN] = to_xml(tree)
    parts[_PART] = to_xml(Element("w:hdr", {"xmlns:w": _NAMESPACE}, [_paragraph(stamp, SMALL)]))
    name = relations_name(MAIN)
    relations = parse_xml(parts[name]) if name in parts else package.relations(MAIN)
    target = _PART.removeprefix("word/")
    relations.children.append(Element("Relationship", {"Id": _RELATION, "Type": _KIND, "Target": target}))
    parts[name] = to_xml(relations)
    types = parse_xml(parts[TYPES])
    types.children.append(Element("Override", {"PartName": f"/{_PART}", "ContentType": _CONTENT}))
    parts[TYPES] = to_xml(types)


def _paragraph(stamp: str, size: str) -> Element:
    look = Element(
        "w:rPr",
        {},
        [Element("w:b"), Element("w:color", {"w:val": "C00000"}), Element("w:sz", {"w:val": size}),
         Element("w:szCs", {"w:val": size})],
    )  # fmt: skip
    text = Element("w:t", {"xml:space": "preserve"}, [clean_text(stamp)])
    centred = Element("w:pPr", {}, [Element("w:jc", {"w:val": "center"})])
    return Element("w:p", {}, [centred, Element("w:r", {}, [look, text])])
