"""Lists, board, layout and related lists of opportunities."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.sdk.entity import Calendar, Card, Kanban, Layout, List, Preset, Related, Section

OPEN: Mapping[str, Any] = {"field": "state", "op": "eq", "value": "open"}
MINE = {"field": "owner", "op": "eq", "value": "$me"}


def _within(name: str, unit: str) -> Mapping[str, Any]:
    return {"field": name, "op": "within", "value": {"unit": unit, "from": 0, "to": 0}}


LIST = List(
    columns=(
        "name",
        "customer",
        "stage",
        "amount",
        "expected_on",
        "owner",
        "stale_on",
        "probability",
        "registration_state",
        "updated_at",
    ),
    filters=("stage", "owner", "product", "kind", "state", "expected_on", "registration_state"),
    presets=(
        Preset("open", pgettext_lazy("opportunity", "Open"), OPEN),
        Preset("mine", pgettext_lazy("opportunity", "Mine, open"), {"and": [MINE, OPEN]}),
        Preset("reports", _("My team's"), {"and": [{"field": "owner", "op": "in", "value": ["$my_reports"]}, OPEN]}),
        Preset("participating", _("I take part"), {"field": "$participating", "op": "eq", "value": True}),
        Preset("closing", _("Closing this month"), {"and": [OPEN, _within("expected_on", "month")]}, "expected_on"),
        Preset(
            "late",
            _("Expected close has passed"),
            {"and": [OPEN, {"field": "expected_on", "op": "lt", "value": "$today"}]},
            "expected_on",
        ),
        Preset("stale", _("Stale"), {"and": [OPEN, {"field": "stale_on", "op": "lte", "value": "$today"}]}, "stale_on"),
        Preset("projects", _("Projects"), {"field": "kind", "op": "eq", "value": "project"}),
        Preset(
            "won",
            _("Won this month"),
            {"and": [{"field": "state", "op": "eq", "value": "won"}, _within("closed_on", "month")]},
            "-closed_on",
        ),
        Preset(
            "lost",
            _("Lost this month"),
            {"and": [{"field": "state", "op": "eq", "value": "lost"}, _within("closed_on", "month")]},
            "-closed_on",
        ),
    ),
    card=Card(badges=("stage", "customer"), amount="amount", date="expected_on"),
    kanban=Kanban("stage", ("amount", "weighted_amount"), OPEN, within="process", badge="probability"),
    calendar=Calendar("expected_on", ("amount", "weighted_amount"), OPEN),
)
LAYOUT = Layout(
    facts=("customer", "amount", "weighted_amount", "expected_on", "registration_state", "owner"),
    sections=(
        Section(
            "basic",
            _("Basic"),
            (
                "name",
                "number",
                "customer",
                "contact",
                "kind",
                "origin",
                "source",
                "product",
                "amount",
                "probability",
                "weighted_amount",
                "expected_on",
                "owner",
            ),
        ),
        Section("need", _("Need and next step"), ("requirement", "next_step", "next_step_on", "remarks")),
        Section(
            "way",
            _("Sales process"),
            ("process", "stage", "state", "stage_since", "stale_on", "stage_note", "stage_files", "opened_on"),
        ),
        Section(
            "registration",
            _("Registration and project"),
            ("registration_state", "registered_until", "finder", "project_state", "budget"),
        ),
        Section("end", _("How it ended"), ("closed_on", "lost_reason", "competitor", "summary")),
    ),
)
RELATED = (
    Related(
        "activities", _("Plan"), "opportunity_activity", "opportunity",
        ("title", "kind", "stage", "period", "due_on", "state", "doer"),
    ),
    Related(
        "seats", _("Who decides"), "opportunity_seat", "opportunity",
        ("contact", "role", "attitude", "influence", "reports_to"),
    ),
    Related("parties", _("Parties"), "opportunity_party", "opportunity", ("customer", "role", "contact", "interest")),
    Related(
        "rivals", _("Competitors"), "opportunity_rival", "opportunity",
        ("competitor", "threat", "price", "outcome", "answer"),
    ),
    Related(
        "expenses", _("Expenses"), "opportunity_expense", "opportunity",
        ("purpose", "kind", "amount", "on", "spender"),
    ),
    Related(
        "samples", _("Samples"), "sample_request", "opportunity",
        ("item", "quantity", "approval_state", "state", "needed_on"),
    ),
    Related("quotes", _("Quotes"), "quote", "opportunity", ("name", "number", "amount", "state", "valid_until")),
    Related("contracts", _("Contracts"), "contract", "opportunity", ("name", "number", "amount", "state", "signed_on")),
    Related("orders", _("Orders"), "order", "opportunity", ("name", "number", "amount", "state", "deliver_by")),
    Related(
        "registrations", _("Registrations"), "opportunity_registration", "opportunity",
        ("state", "clashes", "asker", "created_at", "decider", "valid_until", "reason"),
    ),
)  # fmt: skip
