"""What of meetings is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.calendar.meeting import rules
from kezhou.modules.calendar.meeting.model import Meeting
from kezhou.sdk.entity import Card, Entity, Features, Field, Layout, List, Menu, Preset, Scope, Section

KINDS = (
    ("meeting", pgettext_lazy("appointment", "Meeting"), "blue"),
    ("call", pgettext_lazy("appointment", "Telephone call"), "cyan"),
    ("event", pgettext_lazy("appointment", "Event"), "purple"),
    ("private", pgettext_lazy("appointment", "Private"), "default"),
)
MINE = {"field": "owner", "op": "eq", "value": "$me"}
TAKING_PART = {"field": "$participating", "op": "eq", "value": True}


class MeetingEntity(Entity):
    model = Meeting
    label, plural = _("Meeting"), _("Meetings")
    icon, color = "calendar", "purple"
    title = "title"
    menu = Menu("work", 50)
    scope = Scope()
    fields = {
        "title": Field(search=True),
        "kind": Field(type="choice", choices=KINDS),
        "rrule": Field(type="recurrence"),
        "remind_minutes": Field(unit=_("minutes")),
        "description": Field(type="long_text"),
        "owner": Field(label=_("Whose"), track=True),
        "dept": Field(label=_("Department")),
        "series": Field(export=False),
        "instead_of": Field(export=False),
        "left_out": Field(type="long_text", export=False),
        "last_end": Field(export=False),
        "remind_at": Field(export=False, audit=False),
    }
    list = List(
        columns=("title", "kind", "starts_at", "ends_at", "customer", "location", "owner"),
        filters=("kind", "owner", "customer", "starts_at"),
        presets=(
            Preset("mine", pgettext_lazy("own work", "Mine"), {"or": [MINE, TAKING_PART]}, "-starts_at"),
            Preset(
                "week",
                _("This week"),
                {"field": "starts_at", "op": "within", "value": {"unit": "week", "from": 0, "to": 0}},
                "starts_at",
            ),
            Preset("reports", _("My team's"), {"field": "owner", "op": "in", "value": ["$my_reports"]}),
        ),
        sort="-starts_at",
        card=Card(badges=("kind",), date="starts_at"),
    )
    layout = Layout(
        facts=("kind", "starts_at", "ends_at", "customer", "location", "owner"),
        sections=(
            Section(
                "what",
                pgettext_lazy("appointment", "What"),
                ("title", "kind", "customer", "contact", "location", "description"),
            ),
            Section("when", _("When"), ("starts_at", "ends_at", "all_day", "rrule", "remind_minutes")),
            Section("who", _("Who"), ("owner", "dept", "series", "instead_of")),
        ),
    )
    features = Features(import_=False)
    derive, validate = staticmethod(rules.derive), staticmethod(rules.validate)
