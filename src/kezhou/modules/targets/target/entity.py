"""What of targets is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.targets.measures import DICTIONARY
from kezhou.modules.targets.target import rules
from kezhou.modules.targets.target.model import Target
from kezhou.sdk.entity import Card, Entity, Exchange, Features, Field, Layout, List, Preset, Section

SUBJECTS = (
    ("person", pgettext_lazy("staff", "Person"), "blue"),
    ("department", _("Department"), "purple"),
    ("company", _("Company"), "gold"),
    ("customer", _("Customer"), "green"),
)
UNITS = (
    ("month", pgettext_lazy("period", "Month"), "default"),
    ("quarter", pgettext_lazy("period", "Quarter"), "cyan"),
    ("year", pgettext_lazy("period", "Year"), "orange"),
)


class TargetEntity(Entity):
    model = Target
    label, plural = _("Target"), _("Targets")
    icon, color = "trophy", "gold"
    title = "title"
    menu = None
    fields = {
        "measure": Field(type="choice", choices=DICTIONARY, required=True),
        "subject": Field(type="choice", choices=SUBJECTS),
        "owner": Field(label=pgettext_lazy("target", "Who is to reach it"), track=True),
        "department": Field(visible_if={"field": "subject", "op": "eq", "value": "department"}),
        "customer": Field(visible_if={"field": "subject", "op": "eq", "value": "customer"}),
        "unit": Field(type="choice", choices=UNITS),
        "goal": Field(track=True),
    }
    list = List(
        columns=("title", "measure", "subject", "owner", "department", "customer", "floor", "goal", "stretch"),
        filters=("measure", "subject", "unit", "owner"),
        presets=(
            Preset("mine", pgettext_lazy("own work", "Mine"), {"field": "owner", "op": "eq", "value": "$me"}),
            Preset(
                "year",
                _("This year"),
                {"field": "starts_on", "op": "within", "value": {"unit": "year", "from": 0, "to": 0}},
            ),
        ),
        sort="-starts_on",
        card=Card(badges=("measure", "subject"), date="starts_on"),
    )
    layout = Layout(
        facts=("measure", "subject", "owner", "goal"),
        sections=(
            Section("who", _("Whose target"), ("measure", "subject", "owner", "department", "customer")),
            Section("what", _("Target"), ("unit", "starts_on", "floor", "goal", "stretch", "remarks")),
        ),
    )
    features = Features(search=False, handover=False)
    exchange = Exchange(match_keys=rules.IDENTITY, identity=rules.identity)
    derive, validate, warn = (
        staticmethod(rules.derive),
        staticmethod(rules.validate),
        staticmethod(rules.warn),
    )
