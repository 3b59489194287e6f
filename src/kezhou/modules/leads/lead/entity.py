"""What of leads is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.leads import convert
from kezhou.modules.leads.lead import actions, rules
from kezhou.modules.leads.lead.model import Lead
from kezhou.sdk.entity import (
    Action,
    Card,
    Entity,
    Exchange,
    Field,
    Kanban,
    Layout,
    Lifecycle,
    List,
    Menu,
    Pii,
    Preset,
    Related,
    Section,
)

STATES = (
    ("new", pgettext_lazy("lead", "New"), "blue"),
    ("working", pgettext_lazy("lead", "In contact"), "cyan"),
    ("qualified", pgettext_lazy("lead", "Qualified"), "purple"),
    ("converted", pgettext_lazy("lead", "Converted"), "green"),
    ("dropped", pgettext_lazy("lead", "Dropped"), "default"),
)
GRADES = (("A", "A", "red"), ("B", "B", "orange"), ("C", "C", "blue"), ("D", "D", "default"))
REACH = Pii("S1", "answer an enquiry")
OPEN = {"field": "state", "op": "in", "value": list(actions.OPEN)}
DROPPED = {"field": "state", "op": "eq", "value": "dropped"}
HOT = {"field": "grade", "op": "in", "value": ["A", "B"]}
MINE = {"field": "owner", "op": "eq", "value": "$me"}


class LeadEntity(Entity):
    model = Lead
    label, plural = _("Lead"), _("Leads")
    icon, color = "bulb", "gold"
    title = "name"
    menu = Menu("customers", 15)
    fields = {
        "name": Field(search=True, help=_("The company, or the person where there is none")),
        "contact_name": Field(type="person_name", search=True, pii=REACH),
        "mobile": Field(type="phone", pii=REACH, masked=True),
        "phone": Field(type="phone", pii=REACH, masked=True),
        "email": Field(pii=REACH, masked=True),
        "wechat": Field(pii=REACH, masked=True),
        "website": Field(type="url"),
        "region": Field(type="region"),
        "address": Field(type="address", pii=REACH),
        "industry": Field(type="choice", choices="industry"),
        "source": Field(type="choice", choices="customer_source"),
        "campaign": Field(search=True),
        "requirement": Field(type="long_text"),
        "state": Field(type="choice", choices=STATES, track=True),
        "score": Field(audit=False, help=_("How promising it is by the company's rules, from 0 to 100")),
        "grade": Field(type="choice", choices=GRADES, read_only=True, audit=False),
        "score_rules": Field(hidden=True),
        "drop_reason": Field(type="choice", choices="lead_drop_reason", read_only=True),
        "drop_note": Field(type="long_text", read_only=True),
        "customer": Field(read_only=True),
        "contact": Field(read_only=True),
        "owner": Field(label=_("Owner"), track=True),
        "dept": Field(label=_("Department")),
        "pool": Field(label=_("Pool"), read_only=True),
    }
    list = List(
        columns=(
            "name",
            "contact_name",
            "grade",
            "score",
            "state",
            "source",
            "mobile",
            "owner",
            "next_follow_up_at",
            "created_at",
        ),
        filters=("state", "grade", "source", "owner", "region", "created_at"),
        presets=(
            Preset("mine", _("Mine, open"), {"and": [MINE, OPEN]}, "-score"),
            Preset(
                "today",
                _("Follow up today"),
                {"and": [OPEN, {"field": "next_follow_up_at", "op": "within",
                                "value": {"unit": "day", "from": -90, "to": 0}}]},
                "next_follow_up_at",
            ),
            Preset("hot", _("High score"), {"and": [OPEN, HOT]}, "-score"),
            Preset("pool", _("In a pool"), {"and": [OPEN, {"field": "pool", "op": "not_empty"}]}, "-score"),
            Preset("untouched", _("Nobody called yet"),
                   {"and": [OPEN, {"field": "last_follow_up_at", "op": "empty"}]}, "created_at"),
            Preset("reports", _("My team's"), {"field": "owner", "op": "in", "value": ["$my_reports"]}),
            Preset("converted", pgettext_lazy("lead", "Converted"),
                   {"field": "state", "op": "eq", "value": "converted"}, "-converted_at"),
            Preset("dropped", pgettext_lazy("lead", "Dropped"), DROPPED, "-dropped_at"),
        ),
        sort="-created_at",
        card=Card(badges=("grade", "state"), amount="budget", date="next_follow_up_at"),
        kanban=Kanban("state", ("budget",), OPEN),
    )  # fmt: skip
    layout = Layout(
        facts=("state", "grade", "score", "source", "budget", "expected_on", "next_follow_up_at"),
        sections=(
            Section("who", _("Who"), ("name", "contact_name", "title", "industry", "region", "owner")),
            Section("reach", _("Ways to reach"), ("mobile", "phone", "email", "wechat", "website", "address")),
            Section(
                "need", pgettext_lazy("lead", "Need"), ("requirement", "budget", "expected_on", "source", "campaign")
            ),
            Section("work", _("Follow-up"), ("state", "next_follow_up_at", "last_follow_up_at", "remarks")),
            Section(
                "outcome",
                _("What became of it"),
                ("customer", "contact", "converted_at", "drop_reason", "drop_note", "dropped_at"),
            ),
        ),
    )  # fmt: skip
    related = (
        Related(
            "follow_ups",
            _("Follow-ups"),
            "follow_up",
            "lead",
            ("at", "kind", "subject", "result", "author", "effective"),
        ),
        Related("tasks", _("Tasks"), "task", "lead", ("title", "due_at", "priority", "state", "owner")),
    )
    lifecycle = Lifecycle(
        "state",
        {
            "new": ("working", "qualified"),
            "working": ("qualified",),
            "qualified": ("working",),
            "converted": (),
            "dropped": (),
        },
        "new",
        over=("converted",),
    )
    actions = (
        Action(
            "convert",
            _("Convert"),
            convert.convert,
            "converted",
            icon="swap",
            right="update",
            offered=OPEN,
            extra={
                "customer": "integer",
                "contact": "integer",
                "without_contact": "boolean",
                "different": "boolean",
                "opportunity": "text",
                "amount": "decimal",
                "expected_on": "date",
            },
            after=convert.take_along,
            lead=True,
        ),
        Action(
            "qualify",
            pgettext_lazy("lead", "Qualify"),
            actions.qualify,
            "qualified",
            icon="check",
            right="update",
            offered={"field": "state", "op": "in", "value": ["new", "working"]},
            bulk=True,
        ),
        Action(
            "drop",
            pgettext_lazy("lead", "Drop"),
            actions.drop,
            "dropped",
            icon="close",
            right="update",
            offered=OPEN,
            input=("drop_reason", "drop_note"),
            danger=True,
        ),
        Action(
            "reopen", pgettext_lazy("lead", "Open again"), actions.reopen, "reopened", icon="redo", right="update",
            offered=DROPPED,
        ),
    )  # fmt: skip
    exchange = Exchange(match_keys=("mobile", "email", "name"))
    validate, warn = staticmethod(rules.validate), staticmethod(rules.warn)
