"""States and kinds of what moves money, with their colours."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

PLAN = (
    ("waiting", pgettext_lazy("receipt plan", "Not in force yet"), "default"),
    ("due", pgettext_lazy("receipt plan", "To be received"), "blue"),
    ("part", pgettext_lazy("receipt plan", "Received in part"), "cyan"),
    ("overdue", pgettext_lazy("receipt plan", "Overdue"), "red"),
    ("done", pgettext_lazy("receipt plan", "Received"), "green"),
    ("void", pgettext_lazy("receipt plan", "Void"), "default"),
)
RECEIPT_KINDS = (
    ("money", pgettext_lazy("receipt", "Money came in"), "green"),
    ("prepaid", pgettext_lazy("receipt", "From the prepayment"), "purple"),
)
WRITE_OFF_KINDS = (
    ("bad_debt", pgettext_lazy("write-off", "Bad debt"), "red"),
    ("rounding", pgettext_lazy("write-off", "Rounding difference"), "default"),
    ("allowance", pgettext_lazy("write-off", "Allowance"), "orange"),
    ("other", pgettext_lazy("write-off", "Other reason"), "default"),
)
TITLE_KINDS = (
    ("unit", pgettext_lazy("invoice title", "Company"), "blue"),
    ("person", pgettext_lazy("invoice title", "Person"), "green"),
)
INVOICE = (
    ("draft", pgettext_lazy("invoice", "Not issued"), "default"),
    ("sent", pgettext_lazy("invoice", "Being issued"), "blue"),
    ("failed", pgettext_lazy("invoice", "Issuing failed"), "orange"),
    ("issued", pgettext_lazy("invoice", "Issued"), "cyan"),
    ("delivered", pgettext_lazy("invoice", "Handed over"), "green"),
    ("reversed", pgettext_lazy("invoice", "Reversed"), "red"),
    ("cancelled", pgettext_lazy("invoice", "Cancelled"), "default"),
)
INVOICE_KINDS = (
    ("special", _("Digital special invoice"), "blue"),
    ("normal", _("Digital ordinary invoice"), "cyan"),
    ("paper_special", _("Paper special invoice"), "purple"),
    ("paper_normal", _("Paper ordinary invoice"), "default"),
)
RED_STATES = (
    ("none", pgettext_lazy("red invoice", "None needed"), "default"),
    ("applied", pgettext_lazy("red invoice", "Asked for"), "blue"),
    ("confirmed", pgettext_lazy("red invoice", "Confirmed"), "green"),
    ("rejected", pgettext_lazy("red invoice", "Refused"), "red"),
    ("withdrawn", pgettext_lazy("red invoice", "Taken back"), "default"),
)
RED_REASONS = (
    ("01", _("01 Wrong invoice"), "orange"),
    ("02", _("02 Goods came back"), "blue"),
    ("03", _("03 Service ended"), "purple"),
    ("04", _("04 Allowance on the sale"), "cyan"),
)
