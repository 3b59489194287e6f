"""What of sales activities is shown, and what people do with them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.modules.sales.opportunity_activity.kinds import KINDS
from kezhou.modules.sales.opportunity_activity.model import OpportunityActivity
from kezhou.sdk.entity import (
    Action,
    Change,
    Entity,
    Features,
    Field,
    FieldError,
    Layout,
    Lifecycle,
    List,
    Menu,
    Preset,
    Scope,
    Section,
)

STATES = (
    ("planned", pgettext_lazy("visit", "Planned"), "blue"),
    ("done", pgettext_lazy("task", "Done"), "green"),
    ("dropped", pgettext_lazy("sales activity", "Dropped"), "default"),
)
PERIODS = (
    ("day", pgettext_lazy("period", "Day"), "default"),
    ("week", pgettext_lazy("period", "Week"), "cyan"),
    ("month", pgettext_lazy("period", "Month"), "blue"),
    ("year", pgettext_lazy("period", "Year"), "purple"),
)
PLANNED = {"field": "state", "op": "eq", "value": "planned"}


def done(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It took place."""
    return {"state": "done", "done_on": company_today(ctx.clock).isoformat()}


def drop(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It will not take place."""
    return {"state": "dropped"}


def reopen(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """It is planned again."""
    return {"state": "planned", "done_on": None}


class OpportunityActivityEntity(Entity):
    model = OpportunityActivity
    label, plural = _("Sales activity"), _("Sales activities")
    icon, color = "check-square", "cyan"
    title = "title"
    menu = Menu("sales", 30)
    scope = Scope(parent="opportunity")
    fields = {
        "title": Field(search=True),
        "opportunity": Field(write_once=True),
        "kind": Field(type="choice", choices=KINDS),
        "period": Field(type="choice", choices=PERIODS),
        "state": Field(type="choice", choices=STATES, read_only=True),
        "due_on": Field(options={"due_while": PLANNED}),
        "done_on": Field(read_only=True),
        "result": Field(type="long_text"),
    }
    list = List(
        columns=("title", "opportunity", "kind", "period", "due_on", "state", "doer", "stage"),
        filters=("state", "kind", "doer", "due_on"),
        presets=(
            Preset(
                "mine", _("Mine, open"), {"and": [PLANNED, {"field": "doer", "op": "eq", "value": "$me"}]}, "due_on"
            ),
            Preset(
                "week",
                _("This week"),
                {
                    "and": [
                        PLANNED, {"field": "due_on", "op": "within", "value": {"unit": "week", "from": 0, "to": 0}},
                    ]
                },
                "due_on",
            ),
            Preset(
                "overdue",
                _("Overdue"),
                {"and": [PLANNED, {"field": "due_on", "op": "lt", "value": "$today"}]},
                "due_on",
            ),
        ),
        sort="-due_on",
    )  # fmt: skip
    layout = Layout(
        facts=("state", "kind", "due_on", "doer"),
        sections=(
            Section("plan", _("Plan"), ("opportunity", "stage", "title", "kind", "period", "due_on", "doer")),
            Section("outcome", _("Outcome"), ("state", "done_on", "result", "required")),
        ),
    )
    lifecycle = Lifecycle(
        "state", {"planned": ("done", "dropped"), "done": ("planned",), "dropped": ("planned",)}, "planned"
    )
    actions = (
        Action(
            "done", _("Done"), done, "done", icon="check", right="update", offered=PLANNED, input=("result",),
            bulk=True,
        ),
        Action("drop", _("Drop"), drop, "dropped", icon="close", right="update", offered=PLANNED, danger=True),
        Action(
            "reopen", _("Plan again"), reopen, "reopened", icon="redo", right="update", offered={"not": PLANNED}
        ),
    )  # fmt: skip
    features = Features(import_=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        """A required activity of a stage is done, not dropped."""
        values = change.values
        if values.get("required") and values.get("state") == "dropped":
            yield FieldError("state", "required_activity", _("This activity must be done before the next stage."))
