"""What is true of changes of contracts. Pure."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts
from kezhou.sdk.entity import Change, FieldError


def validate(change: Change) -> Iterable[FieldError]:
    yield from amounts.validate(change)
    if amounts.submitting(change):
        if not change.values.get("reason"):
            yield FieldError("reason", "required", _("Say why."))
        for at, line in enumerate(change.lines.get("lines", ())):
            if line.get("unit_price") is None:
                yield FieldError(f"lines/{at}/unit_price", "required", _("The price is missing."))
