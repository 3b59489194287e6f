"""What of requests for samples is shown."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.modules.sales.sample_request import actions
from kezhou.modules.sales.sample_request.model import SampleRequest
from kezhou.sdk.entity import (
    Action,
    Change,
    Entity,
    Features,
    Field,
    FieldError,
    Layout,
    List,
    Menu,
    Number,
    Pii,
    Preset,
    Scope,
    Section,
)

APPROVALS = (
    ("draft", pgettext_lazy("approval", "Not submitted"), "default"),
    ("pending", pgettext_lazy("approval", "Waits for approval"), "orange"),
    ("approved", pgettext_lazy("approval", "Approved"), "green"),
    ("rejected", pgettext_lazy("approval", "Rejected"), "red"),
    ("cancelled", pgettext_lazy("approval", "Cancelled"), "default"),
)
STATES = (
    ("open", pgettext_lazy("sample", "Not sent"), "default"),
    ("sent", pgettext_lazy("sample", "Sent"), "blue"),
    ("received", pgettext_lazy("sample", "Received"), "green"),
    ("returned", pgettext_lazy("sample", "Came back"), "cyan"),
    ("cancelled", pgettext_lazy("sample", "Cancelled"), "default"),
)
FIXED = actions.JUDGED
"""What was approved cannot be changed."""


def _is(name: str, *values: str) -> dict[str, object]:
    return {"field": name, "op": "in", "value": list(values)}


class SampleRequestEntity(Entity):
    model = SampleRequest
    label, plural = _("Sample request"), _("Sample requests")
    icon, color = "gift", "magenta"
    title = "item"
    menu = Menu("sales", 40)
    scope = Scope(parent="opportunity")
    number = Number("number", "SR{yyyy}{MM}-{serial:4}")
    fields = {
        "item": Field(search=True),
        "number": Field(search=True),
        "opportunity": Field(write_once=True),
        "reason": Field(type="long_text"),
        "ship_to": Field(type="address", pii=Pii("S1", "send something to the other side")),
        "approval_state": Field(type="choice", choices=APPROVALS),
        "state": Field(type="choice", choices=STATES, read_only=True),
        "carrier": Field(read_only=True),
        "tracking": Field(read_only=True),
        "sent_on": Field(read_only=True),
        "received_on": Field(read_only=True),
        "feedback": Field(type="long_text"),
        "needed_on": Field(options={"due_while": _is("state", "open")}),
    }
    list = List(
        columns=("item", "opportunity", "quantity", "approval_state", "state", "needed_on", "owner"),
        filters=("approval_state", "state", "needed_on"),
        presets=(
            Preset("waiting", _("Waiting"), _is("approval_state", "pending")),
            Preset("to_send", _("To be sent"), {"and": [_is("approval_state", "approved"), _is("state", "open")]}),
        ),
    )
    layout = Layout(
        facts=("approval_state", "state", "needed_on", "opportunity", "owner"),
        sections=(
            Section("what", _("Request"), ("opportunity", "item", "quantity", "needed_on", "ship_to", "reason")),
            Section(
                "way",
                _("Approval and delivery"),
                ("approval_state", "state", "carrier", "tracking", "sent_on", "received_on", "feedback"),
            ),
        ),
    )
    actions = (
        Action(
            "submit", pgettext_lazy("approval", "Submit"), actions.submit, "submitted", icon="check", right="update",
            offered={"and": [_is("approval_state", "draft", "rejected"), _is("state", "open")]},
            after=actions.submitted,
        ),
        Action(
            "send", pgettext_lazy("sample", "Send"), actions.send, "sent", icon="truck", right="update",
            offered={"and": [_is("approval_state", "approved"), _is("state", "open")]}, input=("carrier", "tracking"),
        ),
        Action(
            "receive", pgettext_lazy("sample", "Has arrived"), actions.receive, "received", icon="check",
            right="update", offered=_is("state", "sent"), input=("feedback",),
        ),
        Action(
            "give_back", pgettext_lazy("sample", "Came back"), actions.give_back, "returned", icon="redo",
            right="update", offered=_is("state", "sent", "received"), input=("feedback",),
        ),
        Action(
            "cancel_sample", pgettext_lazy("sample", "Cancel the request"), actions.cancel, "cancelled", icon="close",
            right="update", danger=True,
            offered={"and": [_is("approval_state", "draft", "approved", "rejected"), _is("state", "open")]},
        ),
    )  # fmt: skip
    features = Features(import_=False)

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        values, before = change.values, change.before
        if values.get("quantity") is not None and values["quantity"] <= 0:
            yield FieldError("quantity", "not_positive", _("This must be more than nothing."))
        if before is not None and before.get("approval_state") in ("pending", "approved"):
            for name in FIXED:
                if change.changed(name):
                    yield FieldError(name, "approved", _("What waits for approval or was approved stays as it is."))
