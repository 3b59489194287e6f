"""What of follow-ups is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.activities.follow_up import rules
from kezhou.modules.activities.follow_up.model import FollowUp
from kezhou.sdk.entity import (
    PRESENT,
    Card,
    Entity,
    Field,
    Layout,
    List,
    Menu,
    Pii,
    Preset,
    Scope,
    Section,
)

DIRECTIONS = (
    ("out", pgettext_lazy("call", "Outgoing"), "blue"),
    ("in", pgettext_lazy("call", "Incoming"), "green"),
)
TODAY = {"field": "at", "op": "within", "value": {"unit": "day", "from": 0, "to": 0}}
TALK = Pii("S2", "what was spoken about and agreed")
MINE = {"field": "author", "op": "eq", "value": "$me"}


class FollowUpEntity(Entity):
    model = FollowUp
    label, plural = pgettext_lazy("activity", "Follow-up"), pgettext_lazy("activity", "Follow-ups")
    icon, color = "message", "cyan"
    title = "subject"
    menu = Menu("work", 20)
    scope = Scope(parent="customer", also=("lead",), author="author", author_dept="author_dept", words=True)
    fields = {
        "visit": Field(read_only=True),
        "subject": Field(search=True, audit=False, pii=TALK),
        "kind": Field(type="choice", choices="follow_up_kind"),
        "direction": Field(
            type="choice", choices=DIRECTIONS, visible_if={"field": "kind", "op": "eq", "value": "call"}
        ),
        "duration": Field(type="duration"),
        "content": Field(type="long_text", required=True, pii=TALK),
        "result": Field(type="choice", choices="follow_up_result"),
        # What was planned once is no reminder: the customer has the time that holds.
        "next_at": Field(options={"due_while": False}),
        "next_content": Field(pii=TALK),
        "at": Field(default=PRESENT, required=False),
        "status_to": Field(
            type="choice",
            choices="customer_status",
            help=_("The customer takes this status when the follow-up is saved"),
        ),
        "attachments": Field(type="multi_link", link="stored_file", export=False),
        "effective": Field(audit=False, help=_("Whether it counts, by the company's rule")),
        "content_length": Field(audit=False),
        "file_count": Field(audit=False),
        "owner": Field(label=_("Owner"), read_only=True),
        "dept": Field(label=_("Department of the owner")),
        "pool": Field(label=_("Pool"), read_only=True),
    }
    list = List(
        columns=("at", "customer", "lead", "kind", "subject", "result", "contact", "next_at", "author"),
        filters=("kind", "result", "author", "effective", "at"),
        presets=(
            Preset("mine", _("By me"), MINE),
            Preset("today", _("Today"), TODAY),
            Preset(
                "week",
                _("This week"),
                {"field": "at", "op": "within", "value": {"unit": "week", "from": 0, "to": 0}},
            ),
            Preset("reports", _("By my team"), {"field": "author", "op": "in", "value": ["$my_reports"]}),
            Preset("calls", _("Calls"), {"field": "kind", "op": "eq", "value": "call"}),
        ),
        sort="-at",
        card=Card(badges=("kind", "result"), date="at"),
    )
    layout = Layout(
        facts=("customer", "kind", "result", "at", "author"),
        sections=(
            Section(
                "what",
                _("What was done"),
                (
                    "customer",
                    "lead",
                    "opportunity",
                    "contact",
                    "kind",
                    "direction",
                    "duration",
                    "at",
                    "content",
                    "result",
                    "attachments",
                ),
            ),
            Section("next", _("What comes next"), ("next_at", "next_content", "status_to")),
            Section("who", _("Who"), ("author", "author_dept", "owner", "dept", "pool", "effective", "visit")),
        ),
    )
    derive, validate = staticmethod(rules.derive), staticmethod(rules.validate)
