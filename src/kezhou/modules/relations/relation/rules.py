"""What is true of a single relation. Pure: values in, verdict out. Circles and duplicates are asked of the database
(`guard.py`)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.sdk.entity import Change, FieldError

Party = tuple[str, int]
"""A kind of party (`customer`, `contact`) and its id."""


def end(values: Mapping[str, Any], side: str) -> Party | None:
    """Who stands at an end (`from`, `to`); None unless it is exactly one."""
    found = [(kind, values[f"{side}_{kind}"]) for kind in ("customer", "contact") if values.get(f"{side}_{kind}")]
    return found[0] if len(found) == 1 else None


def validate(change: Change) -> Iterable[FieldError]:
    """One party at each end, not the same at both, and it does not end before it began."""
    values = change.values
    ends = {side: end(values, side) for side in ("from", "to")}
    for side, party in ends.items():
        if party is None:
            kind = "contact" if values.get(f"{side}_contact") and values.get(f"{side}_customer") else "customer"
            yield FieldError(f"{side}_{kind}", "one_party", _("Give either a customer or a contact at this end."))
    if ends["from"] is not None and ends["from"] == ends["to"]:
        yield FieldError(f"to_{ends['to'][0]}", "to_itself", _("Nobody has a relation to themselves."))
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        yield FieldError(
            "until", "before_since", _("The end lies before the beginning (%(since)s).") % {"since": since}
        )
