"""What of work logs is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.journals.journal import actions, rules
from kezhou.modules.journals.journal.model import Journal
from kezhou.sdk.entity import Action, Card, Entity, Features, Field, Layout, Lifecycle, List, Preset, Section

KINDS = (
    ("day", pgettext_lazy("work log", "Day"), "blue"),
    ("week", pgettext_lazy("work log", "Week"), "purple"),
    ("month", pgettext_lazy("work log", "Month"), "geekblue"),
)
STATES = (
    ("draft", pgettext_lazy("work log", "Draft"), "default"),
    ("submitted", pgettext_lazy("work log", "Submitted"), "green"),
)


class JournalEntity(Entity):
    model = Journal
    label, plural = _("Work log"), _("Work logs")
    icon, color = "book", "cyan"
    title = "title"
    menu = None
    fields = {
        "owner": Field(label=pgettext_lazy("work log", "Author")),
        "kind": Field(type="choice", choices=KINDS, options={"sample": "day"}),
        "state": Field(type="choice", choices=STATES),
        "rating": Field(read_only=True),
        "review": Field(read_only=True),
    }
    list = List(
        columns=("title", "kind", "owner", "dept", "state", "done", "plan", "rating", "submitted_on"),
        filters=("kind", "owner", "state"),
        presets=(
            Preset("mine", pgettext_lazy("own work", "Mine"), {"field": "owner", "op": "eq", "value": "$me"}),
            Preset(
                "to_review",
                _("To review"),
                {
                    "and": [
                        {"field": "state", "op": "eq", "value": "submitted"},
                        {"field": "reviewed_on", "op": "empty"},
                        {"field": "owner", "op": "ne", "value": "$me"},
                    ]
                },
            ),
        ),
        sort="-on",
        card=Card(badges=("kind", "state"), date="on"),
    )
    layout = Layout(
        facts=("on", "kind", "state", "owner", "rating"),
        sections=(
            Section("text", _("Work log"), ("on", "kind", "done", "problems", "plan")),
            Section("guidance", _("Superior's guidance"), ("rating", "review", "reviewed_by", "reviewed_on")),
        ),
    )
    actions = (
        Action(
            "review",
            _("Review"),
            actions.review,
            "reviewed",
            icon="star",
            input=("rating", "review"),
            after=actions.tell_author,
        ),
    )
    lifecycle = Lifecycle("state", {"draft": ("submitted",), "submitted": ()}, "draft")
    features = Features(import_=False, search=False, handover=False)
    derive, validate = staticmethod(rules.derive), staticmethod(rules.validate)
