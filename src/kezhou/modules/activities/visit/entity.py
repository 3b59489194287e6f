"""What of visits is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.activities.visit import actions, rules
from kezhou.modules.activities.visit.model import Visit
from kezhou.sdk.entity import (
    Action,
    Card,
    Entity,
    Field,
    Layout,
    Lifecycle,
    List,
    Menu,
    Pii,
    Preset,
    Scope,
    Section,
)

STATES = (
    ("planned", pgettext_lazy("visit", "Planned"), "blue"),
    ("done", pgettext_lazy("visit", "Done"), "green"),
    ("missed", pgettext_lazy("visit", "Missed"), "red"),
    ("cancelled", pgettext_lazy("visit", "Cancelled"), "default"),
)
PLANNED = {"field": "state", "op": "eq", "value": "planned"}
TO_COME = {"field": "state", "op": "in", "value": ["planned", "missed"]}
OVER = {"field": "state", "op": "in", "value": ["missed", "cancelled"]}
MINE = {"field": "owner", "op": "eq", "value": "$me"}


class VisitEntity(Entity):
    model = Visit
    label, plural = _("Visit"), _("Visits")
    icon, color = "environment", "geekblue"
    title = "purpose"
    menu = Menu("work", 30)
    scope = Scope(follows="customer", follows_while=PLANNED, words=True)
    fields = {
        "purpose": Field(search=True),
        "customer": Field(required=True),
        "address": Field(type="address", pii=Pii("S1", "find the way to the other side")),
        "state": Field(type="choice", choices=STATES, read_only=True),
        "planned_minutes": Field(unit=_("minutes")),
        "check_in_photo": Field(type="image", read_only=True),
        "late": Field(help=_("Nobody had checked in when the time for it was over")),
        "result": Field(type="long_text", read_only=True),
        "cancel_reason": Field(read_only=True),
        "owner": Field(label=_("Who goes"), track=True),
        "dept": Field(label=_("Department")),
        "pool": Field(label=_("Pool"), read_only=True),
    }
    list = List(
        columns=("planned_at", "customer", "purpose", "state", "late", "checked_in_at", "owner"),
        filters=("state", "owner", "late", "planned_at"),
        presets=(
            Preset(
                "today",
                _("Today"),
                {"field": "planned_at", "op": "within", "value": {"unit": "day", "from": 0, "to": 0}},
                "planned_at",
            ),
            Preset(
                "week",
                _("This week"),
                {"field": "planned_at", "op": "within", "value": {"unit": "week", "from": 0, "to": 0}},
                "planned_at",
            ),
            Preset("mine", pgettext_lazy("own work", "Mine"), MINE),
            Preset("late", _("Late"), {"field": "late", "op": "eq", "value": True}),
            Preset("reports", _("My team's"), {"field": "owner", "op": "in", "value": ["$my_reports"]}),
        ),
        sort="-planned_at",
        card=Card(badges=("state",), date="planned_at"),
    )
    layout = Layout(
        facts=("customer", "state", "planned_at", "owner", "checked_in_at"),
        sections=(
            Section(
                "plan",
                _("Plan"),
                ("customer", "opportunity", "contact", "purpose", "planned_at", "planned_minutes", "address"),
            ),
            Section(
                "outcome",
                _("Outcome"),
                ("state", "checked_in_at", "check_in_photo", "checked_out_at", "late", "result", "cancel_reason"),
            ),
            Section("who", _("Who"), ("owner", "dept", "pool")),
        ),
    )
    lifecycle = Lifecycle(
        "state",
        {"planned": ("done", "missed", "cancelled"), "missed": ("done", "planned"), "cancelled": ("planned",)},
        "planned",
    )
    actions = (
        Action(
            "check_in",
            _("Check in"),
            actions.check_in,
            "checked_in",
            icon="environment",
            right="update",
            offered={"and": [TO_COME, {"field": "checked_in_at", "op": "empty"}]},
            input=("check_in_photo",),
            extra={"location": "location", "accuracy": "integer", "address": "text"},
            after=actions.keep_arrival,
        ),
        Action(
            "finish",
            _("Finish"),
            actions.finish,
            "done",
            icon="check",
            right="update",
            offered=TO_COME,
            input=("result",),
            extra={
                "next_at": "moment",
                "next_content": "text",
                "location": "location",
                "accuracy": "integer",
                "address": "text",
            },
            after=actions.write_up,
        ),
        Action(
            "cancel",
            _("Cancel the visit"),
            actions.cancel,
            "cancelled",
            icon="close",
            right="update",
            offered=PLANNED,
            danger=True,
            input=("cancel_reason",),
        ),
        Action(
            "reopen",
            _("Plan again"),
            actions.reopen,
            "reopened",
            icon="redo",
            right="update",
            offered=OVER,
            input=("planned_at",),
        ),
    )
    validate = staticmethod(rules.validate)
