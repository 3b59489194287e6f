"""How something repeats, as iCalendar writes it: `FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.recurrence import BadRuleError, parse

from .base import COMMON, FieldType, ValueProblem
from .spec import FieldSpec

_PROBLEMS = {
    "count_and_until": _("A rule ends after a number or on a day, not both."),
    "frequency": _("A rule names how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
}
_MALFORMED = _("“%(part)s” is not understood; a rule looks like FREQ=WEEKLY;BYDAY=MO,WE;COUNT=10.")
_DAYS = ("MO", "TU", "WE", "TH", "FR")


class Recurrence(FieldType):
    """A rule of repetition in its usual spelling; empty for what happens once."""

    key = "recurrence"
    operators = COMMON
    sortable = False
    custom_allowed = False

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec)
        try:
            return str(parse(text))
        except BadRuleError as problem:
            message = _PROBLEMS.get(problem.code) or _MALFORMED % {"part": problem.part}
            raise ValueProblem(f"rule_{problem.code}", message) from None

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return f"FREQ=WEEKLY;BYDAY={_DAYS[number % len(_DAYS)]}"
