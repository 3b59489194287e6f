"""Markup as a tree that a template is filled in: elements, texts and placeholders, names and prefixes kept as they
are written."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.placeholder import Mark

from .limits import MAX_NODES, MAX_TREE_DEPTH
from .refusal import refuse


class Element:
    """One element. `children` are elements, texts and marks in order; a tag of "" is a mere bundle of them."""

    __slots__ = ("attrs", "children", "tag")

    def __init__(self, tag: str, attrs: dict[str, str] | None = None, children: list[Node] | None = None) -> None:
        self.tag = tag
        self.attrs = attrs or {}
        self.children: list[Node] = children or []

    def copy(self) -> Element:
        return Element(self.tag, dict(self.attrs), [copied(child) for child in self.children])

    def elements(self, tag: str) -> list[Element]:
        """Children with this tag."""
        return [child for child in self.children if isinstance(child, Element) and child.tag == tag]

    def walk(self) -> Iterator[Element]:
        """This element and everything below it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def marks(self) -> Iterator[Mark]:
        for child in self.children:
            if isinstance(child, Mark):
                yield child
            elif isinstance(child, Element):
                yield from child.marks()

    def text(self) -> str:
        return "".join(
            child if isinstance(child, str) else child.text() for child in self.children if not isinstance(child, Mark)
        )


Node = Element | str | Mark


def copied(node: Node) -> Node:
    return node.copy() if isinstance(node, Element) else node


def parse_xml(content: bytes) -> Element:
    """The tree of one XML part. Raises `Invalid` for what is not UTF-8, declares entities, or is too deep or too large.

    expat is driven directly: prefixes and attributes stay exactly as they are, which Word insists on, and a DOCTYPE
    ends it
    before any entity could be defined.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("bad_xml", _("The file is no Word document that can be read.")) from None
    root = Element("")
    stack = [root]
    count = 0

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_NODES or len(stack) > MAX_TREE_DEPTH:
            raise refuse("too_complex", _("The template is too large or nested too deep."))
        element = Element(tag, attrs)
        stack[-1].children.append(element)
        stack.append(element)

    def doctype(*_given: object) -> None:
        raise refuse("xml_entities", _("The file defines XML entities, which are not read."))

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _tag: stack.pop()
    parser.CharacterDataHandler = lambda data: stack[-1].children.append(data)
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError:
        raise refuse("bad_xml", _("The file is no Word document that can be read.")) from None
    return root.children[0] if isinstance(root.children[0], Element) else root


def to_xml(root: Element) -> bytes:
    """The part as Word reads it."""
    pieces = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n']
    _write(root, pieces)
    return "".join(pieces).encode()


def _write(node: Element, pieces: list[str]) -> None:
    attrs = "".join(f" {name}={quoteattr(value)}" for name, value in node.attrs.items())
    if not node.children:
        pieces.append(f"<{node.tag}{attrs}/>")
        return
    pieces.append(f"<{node.tag}{attrs}>")
    for child in node.children:
        if isinstance(child, Element):
            _write(child, pieces)
        elif isinstance(child, str):
            pieces.append(escape(clean_text(child)))
    pieces.append(f"</{node.tag}>")


def clean_text(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n") if not text.isprintable() else text
