"""What of tasks is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.activities.task import actions, rules
from kezhou.modules.activities.task.model import Task
from kezhou.sdk.entity import (
    Action,
    Card,
    Entity,
    Field,
    Layout,
    Lifecycle,
    List,
    Menu,
    Preset,
    Scope,
    Section,
)

STATES = (
    ("open", pgettext_lazy("task", "Open"), "blue"),
    ("done", pgettext_lazy("task", "Done"), "green"),
    ("cancelled", pgettext_lazy("task", "Cancelled"), "default"),
)
PRIORITIES = (
    ("high", pgettext_lazy("priority", "High"), "red"),
    ("normal", pgettext_lazy("priority", "Normal"), "blue"),
    ("low", pgettext_lazy("priority", "Low"), "default"),
)
OPEN = {"field": "state", "op": "eq", "value": "open"}
MINE = {"field": "owner", "op": "eq", "value": "$me"}


class TaskEntity(Entity):
    model = Task
    label, plural = _("Task"), _("Tasks")
    icon, color = "check-square", "green"
    title = "title"
    menu = Menu("work", 40)
    scope = Scope(follows="customer", also=("lead",), follows_while=OPEN, words=True)
    fields = {
        "title": Field(search=True),
        "priority": Field(type="choice", choices=PRIORITIES),
        "state": Field(type="choice", choices=STATES, read_only=True),
        "due_at": Field(options={"due_while": OPEN}),
        "remind_minutes": Field(unit=_("minutes")),
        "description": Field(type="long_text"),
        "owner": Field(label=_("Who does it"), track=True),
        "dept": Field(label=_("Department")),
        "pool": Field(label=_("Pool"), read_only=True),
    }
    list = List(
        columns=("title", "customer", "due_at", "priority", "state", "owner"),
        filters=("state", "priority", "owner", "due_at"),
        presets=(
            Preset("mine", _("Mine, open"), {"and": [MINE, OPEN]}, "due_at"),
            Preset(
                "today",
                _("Due today"),
                {"and": [OPEN, {"field": "due_at", "op": "within", "value": {"unit": "day", "from": 0, "to": 0}}]},
                "due_at",
            ),
            Preset(
                "overdue",
                _("Overdue"),
                {"and": [OPEN, {"field": "due_at", "op": "lt", "value": "$today"}]},
                "due_at",
            ),
            Preset("done", _("Done"), {"field": "state", "op": "eq", "value": "done"}, "-done_at"),
            Preset("reports", _("My team's"), {"field": "owner", "op": "in", "value": ["$my_reports"]}),
        ),
        sort="-state,due_at",
        card=Card(badges=("state", "priority"), date="due_at"),
    )
    layout = Layout(
        facts=("state", "due_at", "priority", "customer", "owner"),
        sections=(
            Section(
                "what",
                _("What is to be done"),
                (
                    "title",
                    "customer",
                    "lead",
                    "opportunity",
                    "contact",
                    "due_at",
                    "all_day",
                    "priority",
                    "remind_minutes",
                    "description",
                ),
            ),
            Section("who", _("Who"), ("owner", "dept", "pool", "state", "done_at", "source", "plan")),
        ),
    )
    lifecycle = Lifecycle("state", {"open": ("done", "cancelled"), "done": ("open",), "cancelled": ("open",)}, "open")
    actions = (
        Action("done", _("Done"), actions.done, "done", icon="check", right="update", offered=OPEN, bulk=True),
        Action(
            "postpone",
            _("Postpone"),
            actions.postpone,
            "postponed",
            icon="clock",
            right="update",
            offered=OPEN,
            input=("due_at",),
        ),
        Action(
            "reopen", _("Open again"), actions.reopen, "reopened", icon="redo", right="update", offered={"not": OPEN}
        ),
        Action(
            "cancel",
            _("Cancel the task"),
            actions.cancel,
            "cancelled",
            icon="close",
            right="update",
            offered=OPEN,
            danger=True,
        ),
    )
    validate = staticmethod(rules.validate)
