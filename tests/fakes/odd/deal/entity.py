"""A document that is approved, and an act on it that waits for an approval of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Invalid
from kezhou.sdk import approvals
from kezhou.sdk.entity import Action, Approval, Change, Entity, Field, FieldError, Layout, List
from tests.fakes.odd.deal.model import Deal


def give_discount(ctx: Ctx, values: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The discount that was asked for."""
    if given.get("discount") is None:
        raise Invalid("Say how much.", errors=[FieldError("discount", "required", "Say how much.")])
    return {"discount": given["discount"]}


class DealEntity(Entity):
    model = Deal
    title = "name"
    fields = {
        "name": Field(search=True),
        "kind": Field(type="choice", choices=(("new", "New", "blue"), ("old", "Old", "gray"))),
        "discount": Field(type="percent", read_only=True),
        "approval_state": Field(type="choice", choices=approvals.STATES, track=True),
    }
    list = List(columns=("name", "amount", "kind", "approval_state", "owner", "updated_at"))
    layout = Layout(facts=("amount", "kind"))
    actions = (
        Action(
            "give_discount", "Give a discount", give_discount, "discounted", right="update", input=("discount",),
            approval="deal_discount",
        ),
    )  # fmt: skip
    approval = Approval("approval_state", open_fields=("remarks",))

    @staticmethod
    def validate(change: Change) -> Iterable[FieldError]:
        if change.values.get("name") == "unapprovable" and change.values.get("approval_state") == "approved":
            yield FieldError("name", "unlucky", "Nobody approves this.")
