"""Rules between options and parts, as sentences in the language that is active."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kezhou.kernel.condition import And, Condition, Leaf, Not, Or
from kezhou.kernel.text.sentence import sentence
from kezhou.modules.catalog.configuration.facts import ZERO, Configuration, Rule


def _(source: str, /, **params: Any) -> str:
    return str(sentence(source, **params))


def number(amount: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{amount.normalize():f}"


def told(configuration: Configuration, rule: Rule) -> str:
    """A rule as a sentence."""
    when, then = (_said(configuration, condition) for condition in rule.said)
    if rule.kind == "requires":
        return _("With %(when)s there must be %(then)s.", when=when, then=then)
    if rule.kind == "excludes":
        return _("%(when)s does not go together with %(then)s.", when=when, then=then)
    part = next((one.label for one in configuration.parts if one.key == rule.part), rule.part)
    least, most = number(rule.least or ZERO), "∞" if rule.most is None else number(rule.most)
    if not when:
        return _("Of “%(part)s” there are %(least)s to %(most)s.", part=part, least=least, most=most)
    return _(
        "With %(when)s there are %(least)s to %(most)s of “%(part)s”.", when=when, part=part, least=least, most=most
    )


def _said(configuration: Configuration, condition: Condition | None) -> str:
    """A condition in the words of the product."""
    match condition:
        case None:
            return ""
        case And(parts):
            return _(" and ").join(_said(configuration, part) for part in parts)
        case Or(parts):
            return _(" or ").join(_said(configuration, part) for part in parts)
        case Not(part):
            return _("not %(what)s", what=_said(configuration, part))
        case Leaf(key, op, value):
            return _leaf(configuration, key, op, value)


SIGNS = {"lt": "<", "lte": "≤", "gt": ">", "gte": "≥", "eq": "=", "ne": "≠"}


def _leaf(configuration: Configuration, key: str, op: str, value: Any) -> str:
    part = next((one for one in configuration.parts if one.key == key), None)
    if part is not None:
        return f"“{part.label}” {SIGNS.get(op, op)} {value}"
    option = next((one for one in configuration.options if one.key == key), None)
    label = option.label if option else key
    if op == "empty":
        return _("no “%(option)s”", option=label)
    if op == "not_empty":
        return f"“{label}”"
    names = {choice.key: choice.label for choice in option.choices} if option else {}
    values = [str(names.get(one, one)) for one in (value if isinstance(value, tuple) else (value,))]
    sign = "≠" if op in ("ne", "not_in") else "="
    return f"“{label} {sign} {' / '.join(values)}”"
