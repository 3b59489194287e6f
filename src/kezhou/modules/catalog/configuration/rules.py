"""What of a product goes together: options, parts, and rules between them; and why a combination is impossible. Pure.

A rule is data: `{"kind": "requires", "if": c, "then": c}` — where the first condition holds the second must;
`{"kind": "excludes", "if": c, "then": c}` — both never hold; `{"kind": "quantity", "if": c or null, "of": part,
"min": n, "max": n}` — the number of a part. Conditions are those of `kernel.condition` over the keys of options (the
key of a choice, or a list of them) and of parts (their number). `message` may say it in the company's own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kezhou.kernel.condition import evaluate
from kezhou.kernel.condition import fields as fields_of
from kezhou.kernel.text.sentence import sentence
from kezhou.modules.catalog.configuration.facts import (
    ZERO,
    Choice,
    Configuration,
    Configured,
    Option,
    Reason,
    Rule,
)
from kezhou.modules.catalog.configuration.grammar import NOBODY
from kezhou.modules.catalog.configuration.words import number, told


def _(source: str, /, **params: Any) -> str:
    return str(sentence(source, **params))


def configure(configuration: Configuration, choices: Mapping[str, Any] | None) -> Configured:
    """Whether these choices can be sold, and every reason why not."""
    chosen, reasons = _taken(configuration, choices or {})
    reasons += _missing(configuration, chosen)
    reasons += broken(configuration, chosen)
    price, words = ZERO, []
    for option in configuration.options:
        picked = _picked(option, chosen.get(option.key))
        price += sum((choice.price for choice in picked), ZERO)
        if picked:
            words.append(f"{option.label} {'、'.join(choice.label for choice in picked)}")
    parts = [(part.product, chosen[part.key]) for part in configuration.parts if chosen[part.key] > 0]
    words += [f"{part.label} × {number(chosen[part.key])}" for part in configuration.parts if chosen[part.key] > 0]
    return Configured(not reasons, reasons, price, parts, chosen, "；".join(words))


def blocked(configuration: Configuration, choices: Mapping[str, Any] | None) -> dict[str, dict[str, str]]:
    """Option → choice → why it cannot be chosen now: every choice is tried in place of what stands, and what breaks a
    rule that is not broken already is blocked by it."""
    chosen, _reasons = _taken(configuration, choices or {})
    already = {reason.rule for reason in broken(configuration, chosen)}
    found: dict[str, dict[str, str]] = {}
    for option in configuration.options:
        now = chosen.get(option.key)
        for choice in option.choices:
            if choice.key == now or (option.many and choice.key in (now or ())):
                continue
            tried = [*(now or ()), choice.key] if option.many else choice.key
            new = [one for one in broken(configuration, {**chosen, option.key: tried}) if one.rule not in already]
            if new:
                found.setdefault(option.key, {})[choice.key] = new[0].text
    return found


def broken(configuration: Configuration, chosen: Mapping[str, Any]) -> list[Reason]:
    """The rules that these choices break."""
    reasons = []
    for at, rule in enumerate(configuration.rules):
        if rule.when is not None and not evaluate(rule.when, chosen.get, NOBODY):
            continue
        if rule.kind == "quantity":
            amount = chosen.get(rule.part, ZERO)
            wrong = (rule.least is not None and amount < rule.least) or (rule.most is not None and amount > rule.most)
        else:
            holds = rule.then is not None and evaluate(rule.then, chosen.get, NOBODY)
            wrong = holds == (rule.kind == "excludes")
        if wrong:
            reasons.append(Reason(_path(rule), rule.kind, rule.message or told(configuration, rule), at))
    return reasons


def _path(rule: Rule) -> str:
    """The option or part that a broken rule is shown at."""
    return rule.part or (sorted(fields_of(rule.then)) if rule.then is not None else [""])[0]


def _taken(configuration: Configuration, choices: Mapping[str, Any]) -> tuple[dict[str, Any], list[Reason]]:
    """What was sent as values that rules can weigh; what names nothing is a reason."""
    chosen: dict[str, Any] = {part.key: part.quantity for part in configuration.parts}
    reasons = []
    known = {option.key: option for option in configuration.options}
    parts = {part.key: part for part in configuration.parts}
    for key, value in choices.items():
        if key in known:
            option = known[key]
            picked = value if isinstance(value, list) else [] if value in (None, "") else [value]
            keys = [choice.key for choice in option.choices]
            wrong = [one for one in picked if one not in keys]
            if wrong or (len(picked) > 1 and not option.many):
                reasons.append(Reason(key, "not_a_choice", _("“%(option)s” has no such choice.", option=option.label)))
            elif picked:
                chosen[key] = list(dict.fromkeys(picked)) if option.many else picked[0]
        elif key in parts:
            if (amount := _amount(value)) is None:
                reasons.append(Reason(key, "not_a_number", _("“%(part)s” needs a number.", part=parts[key].label)))
            else:
                chosen[key] = amount
        else:
            reasons.append(Reason(str(key)[:40], "unknown", _("There is no option “%(key)s”.", key=str(key)[:40])))
    return chosen, reasons


def _missing(configuration: Configuration, chosen: Mapping[str, Any]) -> list[Reason]:
    """Questions without an answer, and numbers beyond the bounds of their part."""
    reasons = [
        Reason(option.key, "required", _("Choose “%(option)s”.", option=option.label))
        for option in configuration.options
        if option.required and not chosen.get(option.key)
    ]
    for part in configuration.parts:
        if not part.least <= chosen[part.key] <= part.most:
            text = _(
                "Of “%(part)s” there are %(least)s to %(most)s.",
                part=part.label,
                least=number(part.least),
                most=number(part.most),
            )
            reasons.append(Reason(part.key, "out_of_bounds", text))
    return reasons


def _picked(option: Option, value: Any) -> list[Choice]:
    keys = value if isinstance(value, list) else [value]
    return [choice for choice in option.choices if choice.key in keys]


def _amount(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < Decimal(10) ** 12 else None
