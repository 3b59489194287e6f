"""QR codes, drawn here: nothing is fetched."""

from __future__ import annotations

import io

from .limits import MAX_QR


def png(text: str) -> bytes:
    """A QR code of the text's beginning as a picture for Word."""
    import segno  # late: only who prints one needs it

    out = io.BytesIO()
    segno.make(text[:MAX_QR], micro=False).save(out, kind="png", scale=6, border=1)
    return out.getvalue()


def svg_address(text: str) -> str:
    """The same as the address of a picture that is part of the page."""
    import segno

    code: str = segno.make(text[:MAX_QR], micro=False).svg_data_uri(scale=4, border=1, xmldecl=False)
    return code
