"""Staff: everybody sees the directory, administrators of the organisation change it."""

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Entity, Features, Field, Layout, List, Menu, Scope, Section
from kezhou.sdk.org import User


class UserEntity(Entity):
    model = User
    label, plural = _("Colleague"), _("Colleagues")
    icon, color = "user", "geekblue"
    title = "name"
    menu = Menu("organisation", 10)
    scope = Scope.public()
    admin = "org"
    everyone = ("view",)
    fields = {
        "name": Field(type="person_name", search=True),
        "staff_no": Field(search=True),
        "email": Field(search=False),
        "status": Field(
            type="choice",
            choices=(
                ("active", _("Active"), "green"),
                ("disabled", _("Disabled"), "default"),
                ("applied", _("Applied"), "orange"),
                ("rejected", _("Rejected"), "red"),
            ),
            read_only=True,
        ),
        "phone": Field(type="phone", masked=True),
        "access_epoch": Field(hidden=True),
        "password_history": Field(hidden=True),
        "password_changed_at": Field(hidden=True),
        "must_change_password": Field(hidden=True),
        "totp_secret": Field(hidden=True),
        "totp_confirmed_at": Field(hidden=True),
        "totp_last_step": Field(hidden=True),
        "last_login_at": Field(read_only=True),
        "is_demo": Field(hidden=True),
        "locale": Field(hidden=True),
        "tz": Field(hidden=True),
        "theme": Field(hidden=True),
        "name_display": Field(hidden=True),
        "password": Field(hidden=True),
    }
    list = List(
        columns=("name", "staff_no", "department", "position", "superior", "status", "email"),
        filters=("department", "status"),
        sort="name",
    )
    layout = Layout(
        facts=("department", "position", "status"),
        sections=(Section("basic", _("Basic"), ("name", "username", "staff_no", "department", "position", "superior", "status")),),
    )
    features = Features(create=False, delete=False, import_=False, bulk=False, comments=False, files=False, custom_fields=False)
