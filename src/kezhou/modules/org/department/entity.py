"""The tree of companies, branches and departments."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk.entity import Entity, Features, Field, Layout, List, Menu, Related, Scope, Section
from kezhou.sdk.org import Department


class DepartmentEntity(Entity):
    """A change of `parent` moves the department with everything below it; only an empty one can be deleted."""

    model = Department
    label, plural = pgettext_lazy("organisation", "Department"), _("Departments")
    icon, color = "apartment", "cyan"
    title = "name"
    menu = Menu("organisation", 20)
    scope = Scope.public()
    admin = "org"
    everyone = ("view",)
    fields = {
        "name": Field(search=True),
        "kind": Field(
            type="choice",
            choices=(
                ("company", _("Company"), "blue"),
                ("branch", _("Branch"), "cyan"),
                ("department", pgettext_lazy("organisation", "Department"), "default"),
            ),
        ),
    }
    list = List(columns=("name", "kind", "parent", "leader", "code"), filters=("kind", "parent"), sort="name")
    layout = Layout(
        facts=("kind", "parent", "leader"),
        sections=(Section("basic", _("Basic"), ("name", "short_name", "code", "kind", "parent", "leader", "order")),),
    )
    related = (
        Related("people", _("People"), "user", "department", ("name", "staff_no", "position", "status")),
        Related("departments", _("Departments below"), "department", "parent", ("name", "kind", "leader")),
    )
    features = Features(import_=False, bulk=False, comments=False, files=False, custom_fields=False)
