"""What of gadgets is shown, and what can be done with them."""

from collections.abc import Iterable, Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.sdk.entity import (
    Action,
    Change,
    Computed,
    Entity,
    Exchange,
    Field,
    FieldError,
    Lifecycle,
    List,
    Pii,
    Related,
)
from tests.fakes.odd.gadget.model import Gadget


def close(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """An open gadget is closed with a note; any other refuses."""
    if values["state"] != "open":
        raise Conflict("Only an open gadget can be closed.", code="not_open")
    return {"state": "closed"}


class GadgetEntity(Entity):
    model = Gadget
    title = "name"
    fields = {
        "name": Field(search=True),
        "number": Field(type="auto_number"),
        "leaflet": Field(type="rich_text"),
        "inventor": Field(type="person_name", pii=Pii("S1", "credit the inventor")),
        "place": Field(type="address"),
        "runtime": Field(type="duration"),
        "share": Field(type="percent"),
        "state": Field(
            type="choice",
            choices=(("draft", "Draft", "gray"), ("open", "Open", "blue"), ("closed", "Closed", "green")),
            track=True,
        ),
        "color": Field(type="choice", choices=(("red", "Red", "red"), ("blue", "Blue", "blue"))),
        "uses": Field(type="multi_choice", choices=(("cut", "Cut", ""), ("glue", "Glue", ""), ("fly", "Fly", ""))),
        "tags": Field(type="tags"),
        "phone": Field(type="phone", pii=Pii("S1", "reach the keeper"), masked=True),
        "email": Field(pii=Pii("S1", "reach the keeper"), masked=True),
        "site": Field(type="url"),
        "credit_code": Field(type="credit_code"),
        "passport": Field(pii=Pii("S4", "odd papers", basis="separate consent"), masked=True),
        "rhythm": Field(type="recurrence"),
        "region": Field(type="region"),
        "spot": Field(type="location"),
        "friends": Field(type="multi_link", link="gadget"),
        "photo": Field(type="image"),
    }
    computed = {"double_weight": Computed("integer", "{t}.weight * 2", "Double weight")}
    list = List(columns=("name", "code", "state", "weight", "due", "twin", "owner", "updated_at"))
    lifecycle = Lifecycle("state", {"draft": ("open",), "open": ("draft",)}, "draft")
    actions = (Action("close", "Close", close, "closed", input=("closing_note",)),)
    related = (Related("parts", "Parts", "part", "gadget", ("name", "count")),)
    exchange = Exchange(match_keys=("code",))

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        weight = change.values.get("weight")
        if weight is not None and weight < 0:
            yield FieldError("weight", "negative", "A weight is never negative.")
