"""What a file is, by its content and not by what the sender says. Anything that is not on the list is refused."""

import codecs
import re

HEAD_BYTES = 8_192

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xfa", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"\xff\xf2", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_BRANDS = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"heic": "image/heic",
    **dict.fromkeys((b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"dash"), "video/mp4"),
    **dict.fromkeys((b"3gp4", b"3gp5", b"3gp6", b"3gp7"), "video/3gpp"),
}
"""Brands of containers after the word `ftyp`."""
_EBML = b"\x1a\x45\xdf\xa3"
_MARKUP = re.compile(rb"<\s*(!doctype|html|script|svg|\?xml|iframe|body|head)", re.IGNORECASE)
_OLE_NAMES = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
    ".wps": "application/vnd.ms-works",
}
_TEXT_NAMES = frozenset(
    {"", ".txt", ".csv", ".tsv", ".md", ".log", ".json", ".eml", ".vcf", ".ics", ".yaml", ".yml", ".ini"}
)
"""What plain text may be called. A script is plain text too, and runs by its name on the machine that downloads it."""


def content_type(head: bytes, name: str) -> str | None:
    """The type of content that begins with `head`; None when it is not allowed. The name only tells kin apart."""
    for offset, magic, kind in _MAGIC:
        if head[offset : offset + len(magic)] == magic:
            if kind == "application/x-ole-storage":
                return _OLE_NAMES.get(_suffix(name))
            return kind
    if head[4:8] == b"ftyp":
        return _container(head)
    if head[:4] == _EBML:
        return _webm(head)
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12])
    if head[:4] == b"PK\x03\x04":
        return next((kind for mark, kind in _OFFICE if mark in head), "application/zip")
    return _text(head, name)


def _container(head: bytes) -> str | None:
    """MP4 and its kin. What a phone or a browser records as sound has the general brand, and no track of pictures."""
    kind = _BRANDS.get(head[8:12])
    if kind in ("video/mp4", "video/3gpp") and b"soun" in head and b"vide" not in head:
        return kind.replace("video", "audio")
    return kind


def _webm(head: bytes) -> str | None:
    """WebM as browsers record it; its wider kin Matroska is not on the list. Tracks stand before what was recorded."""
    if b"webm" not in head[:64]:
        return None
    if any(mark in head for mark in (b"V_VP8", b"V_VP9", b"V_AV1", b"V_MPEG4")):
        return "video/webm"
    return "audio/webm" if b"A_OPUS" in head or b"A_VORBIS" in head else None


def _text(head: bytes, name: str) -> str | None:
    """Plain text in UTF-8, GB18030 or marked UTF-16, without control characters and without markup that a browser would
    run.

    A table may hold markup in its cells: it opens in a spreadsheet, and browsers get it as an attachment only.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = head[: len(head) // 2 * 2].decode("utf-16", errors="ignore").encode()
    marked = _suffix(name) != ".csv" and _MARKUP.search(head)
    if _suffix(name) not in _TEXT_NAMES or marked or any(byte < 9 or 13 < byte < 32 for byte in head):
        return None
    for encoding in ("utf-8", "gb18030"):
        try:
            # A character may be cut off at the end of the piece that is looked at.
            head[: -4 if len(head) == HEAD_BYTES else None].decode(encoding)
        except UnicodeDecodeError as problem:
            if problem.start < len(head) - 8:
                continue
        return "text/csv" if _suffix(name) == ".csv" else "text/plain"
    return None


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if dot >= 0 else ""
