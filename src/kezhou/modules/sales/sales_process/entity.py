"""Sales processes: everybody reads them, who keeps the dictionaries changes them."""

from django.utils.translation import gettext_lazy as _

from kezhou.modules.sales.sales_process.model import SalesProcess
from kezhou.sdk.entity import Entity, Features, Field, Layout, List, Related, Scope, Section

KINDS = (
    ("any", _("All opportunities"), "default"),
    ("normal", _("Ordinary opportunities"), "blue"),
    ("project", _("Projects"), "purple"),
)


class SalesProcessEntity(Entity):
    model = SalesProcess
    label, plural = _("Sales process"), _("Sales processes")
    icon, color = "apartment", "geekblue"
    title = "name"
    menu = None
    scope = Scope.public()
    admin = "dictionaries"
    everyone = ("view",)
    fields = {
        "kind": Field(type="choice", choices=KINDS),
        "description": Field(type="long_text"),
        "code": Field(write_once=True),
    }
    list = List(columns=("name", "kind", "is_default", "active", "order"), sort="order")
    layout = Layout(
        sections=(Section("basic", _("Basic"), ("name", "kind", "description", "is_default", "active", "order")),)
    )
    related = (
        Related("stages", _("Stages"), "sales_stage", "process", ("name", "kind", "probability", "expected_days")),
    )
    features = Features(import_=False, comments=False, files=False, custom_fields=False, search=False)
