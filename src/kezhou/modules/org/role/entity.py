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
    fields = {"admin": Field(type="tags", read_only=True), "builtin": Field(read_only=True)}
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
