"""Kinds of sales activities, shared by templates and what becomes of them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = (
    ("visit", _("Visit"), "geekblue"),
    ("call", pgettext_lazy("sales activity", "Call"), "blue"),
    ("demo", pgettext_lazy("sales activity", "Demo"), "purple"),
    ("trial", pgettext_lazy("sales activity", "Trial"), "magenta"),
    ("solution", pgettext_lazy("sales activity", "Solution"), "cyan"),
    ("quote", pgettext_lazy("sales activity", "Quote"), "gold"),
    ("tender", pgettext_lazy("sales activity", "Tender"), "orange"),
    ("negotiation", pgettext_lazy("sales activity", "Negotiation"), "green"),
    ("other", pgettext_lazy("sales activity", "Other"), "default"),
)
