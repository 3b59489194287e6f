"""What is true of quotes. Pure."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from kezhou.modules.trade import amounts
from kezhou.sdk.entity import Change, FieldError


def validate(change: Change) -> Iterable[FieldError]:
    yield from amounts.validate(change)
    yield from amounts.need_lines(change)
    quoted, until = change.values.get("quoted_on"), change.values.get("valid_until")
    if quoted is not None and until is not None and until < quoted:
        yield FieldError("valid_until", "before_start", _("It cannot end before it begins."))
    if amounts.submitting(change) and until is not None and until < change.today:
        yield FieldError("valid_until", "passed", _("This day has passed; name a later one."))
