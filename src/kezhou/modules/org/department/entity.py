"""The tree of companies, branches and departments."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Entity, Features, Field, List, Menu, Scope
from kezhou.sdk.org import Department


class DepartmentEntity(Entity):
    model = Department
    label, plural = _("Department"), _("Departments")
    icon, color = "apartment", "cyan"
    title = "name"
    menu = Menu("organisation", 20)
    scope = Scope.public()
    admin = "org"
    everyone = ("view",)
    fields = {
        "kind": Field(
            type="choice",
            choices=(
                ("company", _("Company"), "blue"),
                ("branch", _("Branch"), "cyan"),
                ("department", _("Department"), "default"),
            ),
        ),
    }
    list = List(columns=("name", "kind", "parent", "leader"), filters=("kind",), sort="name")
    features = Features(create=False, update=False, delete=False, import_=False, bulk=False, comments=False, files=False, custom_fields=False)
