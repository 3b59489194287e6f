"""What of sales stages is shown; who keeps the dictionaries changes them."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales.sales_stage.model import SalesStage
from kezhou.sdk.entity import Change, Entity, Features, Field, FieldError, Layout, List, Scope, Section

KINDS = (
    ("open", _("On the way"), "blue"),
    ("won", _("Won"), "green"),
    ("lost", _("Lost"), "red"),
    ("invalid", _("Invalid"), "default"),
)
COLORS = (
    ("default", pgettext_lazy("color", "Grey")),
    ("blue", pgettext_lazy("color", "Blue")),
    ("geekblue", pgettext_lazy("color", "Indigo")),
    ("cyan", pgettext_lazy("color", "Cyan")),
    ("green", pgettext_lazy("color", "Green")),
    ("lime", pgettext_lazy("color", "Lime")),
    ("gold", pgettext_lazy("color", "Gold")),
    ("orange", pgettext_lazy("color", "Orange")),
    ("red", pgettext_lazy("color", "Red")),
    ("magenta", pgettext_lazy("color", "Magenta")),
    ("purple", pgettext_lazy("color", "Purple")),
)
HUNDRED = Decimal(100)
MAX_DAYS = 3_650
FIXED = {"won": HUNDRED, "lost": Decimal(0), "invalid": Decimal(0)}
"""How likely an opportunity is that has ended."""


class SalesStageEntity(Entity):
    model = SalesStage
    label, plural = _("Sales stage"), _("Sales stages")
    icon, color = "flag", "blue"
    title = "name"
    menu = None
    scope = Scope.public()
    admin = "dictionaries"
    everyone = ("view",)
    fields = {
        "process": Field(write_once=True),
        "code": Field(write_once=True),
        "kind": Field(type="choice", choices=KINDS),
        "color": Field(type="choice", choices=tuple((key, label, key) for key, label in COLORS)),
        "probability": Field(type="percent"),
        "guide": Field(type="long_text"),
        "required_fields": Field(type="tags", help=_("Names of fields of an opportunity")),
        "next_stages": Field(type="multi_link", link="sales_stage", help=_("None means all stages of the process")),
        "expected_days": Field(unit=_("days")),
        "warning_days": Field(unit=_("days"), help=_("From then on the opportunity is marked as stale")),
    }
    list = List(columns=("name", "process", "kind", "probability", "expected_days", "warning_days"), sort="order")
    layout = Layout(
        sections=(
            Section("basic", _("Basic"), ("process", "name", "kind", "color", "probability", "order", "guide")),
            Section("time", _("Days"), ("expected_days", "warning_days")),
            Section(
                "gate",
                _("What it takes to come here"),
                (
                    "required_fields",
                    "evidence_text",
                    "evidence_file",
                    "gate_registered",
                    "gate_project",
                    "gate_activities",
                    "next_stages",
                ),
            ),
        )
    )
    features = Features(import_=False, comments=False, files=False, custom_fields=False, search=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """What has ended is certain, and what is a warning comes after what is expected."""
        values = change.values
        probability, kind = values.get("probability"), str(values.get("kind"))
        if probability is not None and not 0 <= probability <= HUNDRED:
            yield FieldError("probability", "out_of_range", _("This must lie between 0 and 100."))
        elif kind in FIXED and probability != FIXED[kind]:
            yield FieldError("probability", "not_certain", _("Won is 100 percent, lost and invalid are 0 percent."))
        expected, warning = values.get("expected_days"), values.get("warning_days")
        for name, days in (("expected_days", expected), ("warning_days", warning)):
            if days is not None and not 0 < days <= MAX_DAYS:
                yield FieldError(
                    name, "out_of_range", _("This must lie between 1 and %(limit)d.") % {"limit": MAX_DAYS}
                )
        if expected is not None and warning is not None and warning < expected:
            yield FieldError("warning_days", "before_expected", _("A warning cannot come before the expected end."))
