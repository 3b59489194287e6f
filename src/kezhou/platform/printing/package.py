"""The package of a Word template: is it safe to open, which parts are filled, and how it is written again (C25).

Everything is read into memory, piece by piece and within `limits`; nothing is unpacked to disk.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .limits import MAX_PACKED, MAX_PARTS, MAX_UNPACKED, MAX_XML
from .refusal import refuse
from .tree import Element, parse_xml

PIECE = 64 * 1024
MAIN = "word/document.xml"
FILLED = re.compile(r"word/(document|header\d*|footer\d*)\.xml")
"""Parts that may hold placeholders."""
TYPES = "[Content_Types].xml"
PLAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DATA = ("customxml/", "docprops/")
"""Folders without text. Any other part may hold fields of Word: notes, comments, text blocks, a document elsewhere."""
_ACTIVE = re.compile(
    r"(vbaProject|vbaData|activeX|embeddings|oleObject|attachedToolbars|afchunk|altChunk)", re.IGNORECASE
)
_LINKED = re.compile(
    r"relationships/(attachedTemplate|oleObject|package|frame|subDocument|aFChunk|control|externalLink)$", re.IGNORECASE
)
_FIELD_CODES = re.compile(
    r"\b(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Package:
    """Parts by name, as bytes; those that are filled as trees."""

    parts: dict[str, bytes]
    trees: dict[str, Element]

    def relations(self, part: str) -> Element:
        """The relationships of a part; an empty list of them where it has none."""
        name = relations_name(part)
        if name in self.parts:
            return parse_xml(self.parts[name])
        return Element("Relationships", {"xmlns": "http://schemas.openxmlformats.org/package/2006/relationships"})


def relations_name(part: str) -> str:
    folder, _slash, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def open_package(content: bytes) -> Package:
    """The parts of a Word document without macros, embedded programs or links to the outside. Raises `Invalid` that
    says which."""
    if len(content) > MAX_PACKED:
        raise refuse(
            "too_large", _("A Word template may have at most %(limit)d MB."), path="file", limit=MAX_PACKED >> 20
        )
    parts = _parts(content)
    if MAIN not in parts or TYPES not in parts:
        raise _unreadable()
    types = parts[TYPES].decode("utf-8", "replace")
    if "macroEnabled" in types or "vbaProject" in types or any(_ACTIVE.search(name) for name in parts):
        raise refuse(
            "active_content",
            _("The Word file holds macros or embedded objects. Save it as a plain .docx."),
            path="file",
        )
    trees = {}
    for name, part in parts.items():
        # Word takes the names of parts without regard to case.
        kind = name.lower()
        if kind.endswith(".rels"):
            _check_relations(parse_xml(part))
        elif kind.endswith(".xml") and not kind.startswith(DATA):
            tree = parse_xml(part)
            _check_fields(tree)
            if FILLED.fullmatch(name):
                trees[name] = tree
    return Package(parts, trees)


def write_package(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in sorted(parts.items(), key=lambda item: item[0] != TYPES):
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_PARTS:
                raise _bomb()
            for entry in entries:
                if entry.flag_bits & 0x1:
                    raise refuse(
                        "encrypted", _("The Word file is protected by a password; save it without one."), path="file"
                    )
                if entry.is_dir():
                    continue
                name = entry.filename
                if name in parts or name.startswith("/") or ".." in name.split("/") or "\\" in name:
                    raise _unreadable()
                limit = MAX_XML if name.endswith((".xml", ".rels")) else MAX_UNPACKED
                pieces, size = [], 0
                with archive.open(entry) as part:
                    while piece := part.read(PIECE):
                        size += len(piece)
                        total += len(piece)
                        if size > limit or total > MAX_UNPACKED:
                            raise _bomb()
                        pieces.append(piece)
                parts[name] = b"".join(pieces)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise _unreadable() from None
    return parts


def _check_relations(tree: Element) -> None:
    """Nothing outside the package: pictures from the web would tell a stranger who opens a quote, and when."""
    for one in tree.walk():
        kind, target = one.attrs.get("Type", ""), one.attrs.get("Target", "")
        outside = one.attrs.get("TargetMode", "").lower() == "external"
        is_link = kind.endswith("/hyperlink") and re.match(r"(https?|mailto):", target, re.IGNORECASE)
        if (outside and not is_link) or _LINKED.search(kind):
            message = _("The Word file refers to something outside of itself (%(target)s). Put pictures into the file.")
            raise refuse("external_content", message, path="file", target=target[:80] or kind[-40:])


def _check_fields(tree: Element) -> None:
    """Field codes of Word that fetch or run something."""
    codes: list[str] = []
    for one in tree.walk():
        # A file may call Word's namespace what it likes.
        tag = one.tag.rpartition(":")[2]
        if tag == "fldSimple":
            codes += ["\n", *(value for name, value in one.attrs.items() if name.rpartition(":")[2] == "instr"), "\n"]
        elif tag == "fldChar":
            codes.append("\n")
        elif tag in ("instrText", "delInstrText"):
            codes.append(one.text())
    if found := _FIELD_CODES.search("".join(codes)):
        message = _("The Word file has a field that fetches or runs something (%(field)s). Remove it.")
        raise refuse("active_field", message, path="file", field=found.group())


def _bomb() -> Exception:
    return refuse("unpacks_too_large", _("The Word file is too large to be opened safely."), path="file")


def _unreadable() -> Exception:
    return refuse("not_docx", _("The file is no Word document (.docx) that can be read."), path="file")
