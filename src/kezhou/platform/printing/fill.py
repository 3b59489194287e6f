"""Filling a template's tree: blocks are repeated or left out, values are put in. The same for Word and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.placeholder import Mark

from .limits import MAX_NODES
from .refusal import refuse
from .tree import Element, Node, copied

Path = tuple[int, ...]


class Scope(Protocol):
    """What the placeholders of a template, or of one row of a list, stand for."""

    def text(self, mark: Mark) -> str:
        """The value as it is printed; empty where there is none or the reader may not see it."""
        ...

    def rows(self, mark: Mark) -> Sequence[Scope] | None:
        """The rows of a list; None where the name is a field."""
        ...


class Shape(Protocol):
    """What of a kind of markup the filling has to know."""

    row: str
    """The tag of a table's row: a block that begins in one cell and ends in another repeats the whole row."""
    paragraphs: frozenset[str]
    """Tags that a block takes along when it spans all that stands in them."""

    def inline(self, mark: Mark, text: str) -> list[Node]:
        """What stands for a value."""
        ...

    def is_blank(self, node: Node) -> bool:
        """Whether nothing would be seen of it."""
        ...

    def mend(self, box: Element) -> None:
        """Put back what the format insists on after a block was left out."""
        ...


@dataclass(frozen=True, slots=True)
class _Block:
    box: Element
    first: int
    last: int
    opening: Mark
    into: Path
    """Where the opening mark is, from the child `first` of the box."""
    out: Path
    """Where the closing mark is, from the child `last`."""


def fill(root: Element, scope: Scope, shape: Shape) -> Element:
    """A filled copy of the tree. Raises `Invalid` where the result grows beyond every sheet of paper."""
    box = Element("", {}, [root.copy()])
    _Filling(shape).fill(box, scope)
    filled = box.children[0]
    if not isinstance(filled, Element):
        raise TypeError("a template's root was left out")
    return filled


class _Filling:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.made = 0

    def fill(self, box: Element, scope: Scope) -> None:
        while (block := _first_block(box, self.shape)) is not None:
            self._expand(block, scope)
        self._values(box, scope)

    def _expand(self, block: _Block, scope: Scope) -> None:
        box, shape = block.box, self.shape
        body = [copied(child) for child in box.children[block.first : block.last + 1]]
        # The closing mark first: taking the opening one out may shift it.
        _take_out(body, block.last - block.first, block.out)
        _take_out(body, 0, block.into)
        if block.last > block.first:
            if shape.is_blank(body[-1]):
                body.pop()
            if body and shape.is_blank(body[0]):
                body.pop(0)
        rows = scope.rows(block.opening)
        if rows is None:
            filled_in = scope.text(block.opening) != ""
            rows = [scope] if filled_in == (block.opening.kind == "open") else []
        elif block.opening.kind == "empty":
            rows = [] if rows else [scope]
        made: list[Node] = []
        for row in rows:
            one = Element("", {}, [copied(node) for node in body])
            self.made += sum(1 for _element in one.walk())
            if self.made > MAX_NODES:
                raise refuse("too_long", _("The print would be too long. Take fewer rows, or a simpler template."))
            self.fill(one, row)
            made += one.children
        box.children[block.first : block.last + 1] = made
        shape.mend(box)

    def _values(self, box: Element, scope: Scope) -> None:
        if not any(isinstance(child, Mark) for child in box.children):
            for child in box.children:
                if isinstance(child, Element):
                    self._values(child, scope)
            return
        children: list[Node] = []
        for child in box.children:
            if isinstance(child, Mark):
                children += self.shape.inline(child, scope.text(child))
                continue
            if isinstance(child, Element):
                self._values(child, scope)
            children.append(child)
        box.children = children


def _first_block(box: Element, shape: Shape) -> _Block | None:
    """The first block below `box`, with the box whose children it spans. Blocks were checked to be well nested."""
    depth, start = 0, None
    for mark, place in _places(box):
        if mark.begins:
            depth += 1
            start = start or (mark, place)
        elif mark.kind == "close" and start is not None:
            depth -= 1
            if depth == 0:
                return _spanned(box, start[0], start[1], place, shape)
    return None


def _places(element: Element, above: Path = ()) -> Iterator[tuple[Mark, Path]]:
    for at, child in enumerate(element.children):
        if isinstance(child, Mark):
            yield child, (*above, at)
        elif isinstance(child, Element):
            yield from _places(child, (*above, at))


def _spanned(root: Element, opening: Mark, first: Path, last: Path, shape: Shape) -> _Block:
    shared = 0
    while shared < min(len(first), len(last)) - 1 and first[shared] == last[shared]:
        shared += 1
    boxes = [root]
    for at in first[:shared]:
        child = boxes[-1].children[at]
        if not isinstance(child, Element):
            break
        boxes.append(child)
    # One cell to another: the row. All that stands in a paragraph: the paragraph.
    while shared > 0:
        box = boxes[shared]
        whole = box.tag in shape.paragraphs and all(
            shape.is_blank(child) for at, child in enumerate(box.children) if not first[shared] <= at <= last[shared]
        )
        if box.tag != shape.row and not whole:
            break
        shared -= 1
    return _Block(boxes[shared], first[shared], last[shared], opening, first[shared + 1 :], last[shared + 1 :])


def _take_out(body: list[Node], at: int, path: Path) -> None:
    """Remove the mark at `path` below the node at `at`."""
    siblings, place = body, at
    for step in path:
        node = siblings[place]
        if not isinstance(node, Element):
            raise TypeError("a mark is not where it was found")
        siblings, place = node.children, step
    siblings[place] = ""
