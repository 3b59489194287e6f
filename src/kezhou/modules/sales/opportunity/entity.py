"""What of opportunities is shown, and to whom."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales import crm_sales_import
from kezhou.modules.sales.opportunity import actions, rules, views
from kezhou.modules.sales.opportunity.model import Opportunity
from kezhou.modules.sales.sales_stage.entity import KINDS as STATES
from kezhou.sdk.entity import Action, Entity, Exchange, Field, Menu, Number, Scope

KINDS = (("normal", _("Ordinary"), "blue"), ("project", _("Project"), "purple"))
ORIGINS = (("personal", _("Personal"), "default"), ("public", pgettext_lazy("opportunity", "Public"), "cyan"))
REGISTRATIONS = (
    ("none", pgettext_lazy("registration", "Not registered"), "default"),
    ("pending", pgettext_lazy("registration", "Waits for a decision"), "orange"),
    ("registered", pgettext_lazy("registration", "Registered"), "green"),
    ("rejected", pgettext_lazy("registration", "Rejected"), "red"),
    ("expired", pgettext_lazy("registration", "Run out"), "default"),
)
PROJECTS = (
    ("none", pgettext_lazy("project", "Not asked for"), "default"),
    ("pending", pgettext_lazy("registration", "Waits for a decision"), "orange"),
    ("approved", pgettext_lazy("project", "Approved"), "green"),
    ("rejected", pgettext_lazy("registration", "Rejected"), "red"),
)
OPEN = views.OPEN
CLOSED = {"not": OPEN}
REGISTRABLE = {"and": [OPEN, {"field": "registration_state", "op": "in", "value": ["none", "rejected", "expired"]}]}
REGISTERED = {"and": [OPEN, {"field": "registration_state", "op": "eq", "value": "registered"}]}
PENDING = {"field": "registration_state", "op": "eq", "value": "pending"}
STARTABLE = {
    "and": [
        OPEN,
        {"field": "kind", "op": "eq", "value": "project"},
        {"field": "project_state", "op": "in", "value": ["none", "rejected"]},
    ]
}


class OpportunityEntity(Entity):
    model = Opportunity
    label, plural = _("Opportunity"), _("Opportunities")
    icon, color = "target", "purple"
    title = "name"
    rate_day = "opened_on"
    menu = Menu("sales", 10)
    scope = Scope(follows="customer", follows_while=OPEN)
    number = Number("number", "OP{yyyy}{MM}-{serial:4}")
    fields = {
        "name": Field(search=True),
        "number": Field(search=True),
        "customer": Field(required=True),
        "kind": Field(type="choice", choices=KINDS),
        "origin": Field(type="choice", choices=ORIGINS),
        "process": Field(help=_("Empty: the usual one")),
        "stage": Field(track=True, options={"width": 120}, help=_("Empty: where the process begins")),
        "state": Field(type="choice", choices=STATES, track=True),
        "stage_note": Field(type="long_text", track=True),
        "stage_files": Field(type="multi_link", link="stored_file", export=False, track=True),
        "amount": Field(track=True),
        "probability": Field(type="percent", track=True, help=_("Empty: that of the stage")),
        "weighted_amount": Field(help=_("Amount × probability"), audit=False),
        "stage_since": Field(audit=False),
        "expected_on": Field(track=True, options={"due_while": OPEN}),
        "closed_on": Field(track=True),
        "source": Field(type="choice", choices="opportunity_source"),
        "requirement": Field(type="long_text"),
        "next_step": Field(type="long_text"),
        "next_step_on": Field(options={"due_while": OPEN}),
        "lost_reason": Field(type="choice", choices="opportunity_lost_reason", visible_if=CLOSED),
        "competitor": Field(visible_if=CLOSED),
        "summary": Field(type="long_text", visible_if=CLOSED),
        "registration_state": Field(type="choice", choices=REGISTRATIONS),
        "project_state": Field(
            type="choice", choices=PROJECTS, visible_if={"field": "kind", "op": "eq", "value": "project"}
        ),
        "budget": Field(visible_if={"field": "kind", "op": "eq", "value": "project"}),
        "stale_on": Field(options={"due_while": OPEN, "due_word": "stale"}, audit=False),
        "owner": Field(label=_("Owner"), track=True),
        "dept": Field(label=_("Department")),
        "pool": Field(label=_("Pool"), read_only=True),
        "remarks": Field(type="long_text"),
    }
    list = views.LIST
    layout = views.LAYOUT
    related = views.RELATED
    actions = (
        Action(
            "win", pgettext_lazy("opportunity", "Won"), actions.win, "won", icon="trophy", right="update",
            offered=OPEN, input=("amount", "closed_on", "summary"),
        ),
        Action(
            "lose", pgettext_lazy("opportunity", "Lost"), actions.lose, "lost", icon="close", right="update",
            offered=OPEN, danger=True, input=("lost_reason", "competitor", "closed_on", "summary"),
        ),
        Action(
            "invalidate", pgettext_lazy("opportunity", "Invalid"), actions.invalidate, "invalidated", icon="minus",
            right="update", offered=OPEN, danger=True, input=("lost_reason", "summary"),
        ),
        Action(
            "reopen", pgettext_lazy("opportunity", "Go on with it"), actions.reopen, "reopened", icon="redo",
            right="update", offered=CLOSED,
        ),
        Action(
            "register", _("Register it"), actions.register, "registration_asked", icon="shield", right="update",
            offered=REGISTRABLE, extra={"note": "long_text"}, after=actions.registered,
        ),
        Action(
            "renew", _("Renew the registration"), actions.renew, "renewal_asked", icon="shield", right="update",
            offered=REGISTERED, extra={"note": "long_text"}, after=actions.renewed,
        ),
        Action(
            "withdraw_registration", _("Withdraw the request"), actions.withdraw, "registration_withdrawn",
            icon="redo", right="update", offered=PENDING, after=actions.withdrawn,
        ),
        Action(
            "start_project", _("Ask to take it up as a project"), actions.start_project, "project_asked", icon="flag",
            right="update", offered=STARTABLE, after=actions.project_asked,
        ),
    )  # fmt: skip
    exchange = Exchange(
        match_keys=("external_ref",),
        presets={crm_sales_import.PRESET: crm_sales_import.COLUMNS},
        prepare={crm_sales_import.PRESET: crm_sales_import.prepare},
        companions={crm_sales_import.PRESET: crm_sales_import.COMPANIONS},
        historical=(crm_sales_import.PRESET,),
    )
    derive, validate = staticmethod(rules.derive), staticmethod(rules.validate)
