"""What is true of price policies. Pure: values in, verdict out."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.modules.catalog import reach
from kezhou.modules.catalog.price_policy.tiers import BadTiers, parse_tiers, write_tiers
from kezhou.sdk.entity import Change, FieldError

NEEDS: Mapping[str, str] = {
    "fixed": "price",
    "discount": "discount",
    "amount_off": "amount_off",
    "tier_price": "tiers",
    "tier_discount": "tiers",
}
"""Kind → the field that says how much."""
IN_MONEY = ("fixed", "amount_off", "tier_price")
FULL = 100
TIER_PROBLEMS = {
    "empty": _("Write at least one step, such as 10:5."),
    "shape": _("“%(piece)s” is no step; write from where on and how much, such as 10:5."),
    "number": _("“%(piece)s” holds something that is no number of zero or more."),
    "order": _("“%(piece)s” begins no higher than the step before it."),
    "too_many": _("At most 20 steps, here are %(piece)s."),
}


def derive(change: Change) -> Mapping[str, Any]:
    """Steps are kept in one spelling."""
    text = change.values.get("tiers")
    if not text or not _in_tiers(change.values):
        return {}
    try:
        return {"tiers": write_tiers(parse_tiers(text))}
    except BadTiers:
        return {}


def validate(change: Change) -> Iterable[FieldError]:
    """A policy says how much, of what, and in which currency."""
    values = change.values
    yield from reach.validate(values)
    kind = str(values.get("kind"))
    needed = NEEDS.get(kind)
    if needed and values.get(needed) is None:
        message = _("Write at least one step, such as 10:5.") if needed == "tiers" else _("Say how much.")
        yield FieldError(needed, "required", message)
    if values.get("product") is not None and values.get("category") is not None:
        yield FieldError("category", "not_both", _("Either a product or a category; leave one of them out."))
    if (kind in IN_MONEY or values.get("min_amount") is not None) and not values.get("currency"):
        yield FieldError("currency", "required", _("An amount needs its currency."))
    for name in ("price", "amount_off", "min_quantity", "min_amount"):
        if values.get(name) is not None and values[name] < 0:
            yield FieldError(name, "negative", _("This must be zero or more."))
    if values.get("discount") is not None and not 0 <= values["discount"] <= FULL:
        yield FieldError("discount", "out_of_range", _("A discount lies between 0 and 100 percent."))
    if values.get("promotion") and kind in ("fixed", "tier_price"):
        yield FieldError(
            "promotion", "not_on_top", _("A fixed price cannot come on top of another; choose percent or amount off.")
        )
    if values.get("tiers") and _in_tiers(values):
        yield from _tiers(kind, str(values["tiers"]), values)


def _in_tiers(values: Mapping[str, Any]) -> bool:
    return NEEDS.get(str(values.get("kind"))) == "tiers"


def _tiers(kind: str, text: str, values: Mapping[str, Any]) -> Iterable[FieldError]:
    try:
        tiers = parse_tiers(text)
    except BadTiers as problem:
        words = {"piece": problem.piece}
        yield FieldError("tiers", problem.code, TIER_PROBLEMS[problem.code] % words, words)
        return
    if kind == "tier_discount" and any(value > FULL for _start, value in tiers):
        yield FieldError("tiers", "out_of_range", _("A discount lies between 0 and 100 percent."))
    if values.get("tier_by") == "amount" and not values.get("currency"):
        yield FieldError("currency", "required", _("An amount needs its currency."))
