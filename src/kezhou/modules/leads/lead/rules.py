"""What is true of leads. Pure: values in, verdict out."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

REACH = ("mobile", "phone", "email", "wechat")
"""Any of these is a way to answer."""
FREE = frozenset({"owner", "dept", "pool"})
"""What changes with whoever is responsible, even when the lead itself is over."""


def validate(change: Change) -> Iterable[FieldError]:
    """A converted lead is a document of the past; dropping needs a reason."""
    before = change.before
    if before is not None and before.get("state") == "converted":
        for name in change.values:
            if name not in FREE and change.changed(name):
                yield FieldError(name, "converted", _("This lead was converted; change the customer instead."))
    if change.values.get("state") == "dropped" and not change.values.get("drop_reason"):
        yield FieldError("drop_reason", "required", _("Say why nothing comes of it."))


def warn(change: Change) -> Iterable[FieldError]:
    """Somebody who cannot be reached is worth little; entering them is not refused."""
    if not any(change.values.get(name) for name in REACH) and any(change.changed(name) for name in REACH):
        yield FieldError("mobile", "no_way_to_reach", _("There is no number and no address to answer to."))
