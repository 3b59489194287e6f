"""Roles as a list for links and choices; `GET roles` and its matrix calls are the way to change them."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Entity, Features, Field, List, Scope
from kezhou.sdk.org import Role


class RoleEntity(Entity):
    model = Role
    label, plural = _("Role"), _("Roles")
    icon, color = "safety", "red"
    title = "name"
    menu = None
    scope = Scope.public()
    admin = "roles"
    fields = {
        "key": Field(label=_("Key"), read_only=True),
        "name": Field(label=_("Name")),
        "name_en": Field(label=_("English name")),
        "description": Field(label=_("Description")),
        "exclusive_group": Field(label=_("Exclusive group"), read_only=True),
        "builtin": Field(label=_("Built in"), read_only=True),
        "admin": Field(label=_("Administrative permissions"), type="tags", read_only=True),
        "require_mfa": Field(label=_("Second factor required")),
    }
    list = List(columns=("name", "description", "require_mfa"), sort="name")
    features = Features(
        create=False,
        update=False,
        delete=False,
        import_=False,
        export=False,
        bulk=False,
        comments=False,
        files=False,
        search=False,
        custom_fields=False,
    )
