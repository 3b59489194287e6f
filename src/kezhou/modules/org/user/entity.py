"""Staff: everybody sees the directory, administrators of the organisation change it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk.entity import Entity, Features, Field, Layout, List, Menu, Pii, Preset, Related, Scope, Section
from kezhou.sdk.org import User

EMPLOYMENT = Pii("S1", "work together in the company", retention="employment+3y")


class UserEntity(Entity):
    """Accounts are made, shut and opened by calls of their own (`POST users`, `user/{id}/actions/…`)."""

    model = User
    label, plural = _("Colleague"), _("Colleagues")
    icon, color = "user", "geekblue"
    title = "name"
    menu = Menu("organisation", 10)
    scope = Scope.public()
    admin = "org"
    everyone = ("view",)
    fields = {
        "name": Field(type="person_name", search=True, pii=EMPLOYMENT),
        "username": Field(help=_("What the person signs in with; the staff number and the e-mail work too")),
        "staff_no": Field(search=True),
        "email": Field(pii=EMPLOYMENT),
        "status": Field(
            type="choice",
            choices=(
                ("active", pgettext_lazy("account", "Active"), "green"),
                ("disabled", pgettext_lazy("account", "Disabled"), "default"),
                ("applied", pgettext_lazy("account", "Waiting for approval"), "orange"),
                ("rejected", pgettext_lazy("account", "Rejected"), "red"),
            ),
            read_only=True,
        ),
        "phone": Field(type="phone", masked=True, pii=EMPLOYMENT),
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
        columns=("name", "staff_no", "department", "position", "superior", "status", "email", "phone"),
        filters=("department", "position", "status"),
        presets=(
            Preset("active", pgettext_lazy("account", "Active"), {"field": "status", "op": "eq", "value": "active"}),
            Preset("my_dept", _("My department"), {"field": "department", "op": "eq", "value": "$my_dept"}),
            Preset(
                "applied",
                pgettext_lazy("account", "Waiting for approval"),
                {"field": "status", "op": "eq", "value": "applied"},
            ),
        ),
        sort="name",
    )
    layout = Layout(
        facts=("department", "position", "status"),
        sections=(
            Section("basic", _("Basic"), ("name", "username", "staff_no", "status")),
            Section("place", _("Place in the company"), ("department", "position", "superior")),
            Section("reach", _("Ways to reach"), ("email", "phone", "last_login_at")),
        ),
    )
    related = (
        Related("reports", _("Direct reports"), "user", "superior", ("name", "staff_no", "department", "position")),
    )
    features = Features(
        create=False, delete=False, import_=False, bulk=False, comments=False, files=False, custom_fields=False
    )
