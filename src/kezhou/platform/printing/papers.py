"""What is printed on: sheets and continuous forms (两联、三联 241 mm)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Paper:
    """A size in millimetres, with the margin that its printers leave."""

    key: str
    label: Any
    width: int
    height: int
    margin: str


PAPERS = {
    paper.key: paper
    for paper in (
        Paper("a4", _("A4 upright"), 210, 297, "15mm 14mm"),
        Paper("a4_wide", _("A4 across"), 297, 210, "12mm 14mm"),
        Paper("a5_wide", _("A5 across"), 210, 148, "8mm 10mm"),
        Paper("form_full", _("Form 241 × 280 mm"), 241, 280, "8mm 12mm"),
        Paper("form_half", _("Form 241 × 140 mm (half)"), 241, 140, "6mm 12mm"),
        Paper("form_third", _("Form 241 × 93 mm (third)"), 241, 93, "5mm 12mm"),
    )
}
USUAL = "a4"
