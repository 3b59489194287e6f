"""The JSON of a configuration → its parts, with every mistake named by path. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.condition import Condition, Env, Leaf, Limits, Resolved, parse, resolve
from kezhou.kernel.condition.nodes import And, Kind, Not, Or
from kezhou.kernel.errors import BadRequest, FieldError
from kezhou.modules.catalog.configuration.facts import Choice, Option, Part, Rule

MAX_OPTIONS = 40
MAX_CHOICES = 60
MAX_PARTS = 60
MAX_RULES = 100
MAX_LABEL = 60
MAX_MESSAGE = 200
MOST = Decimal(10) ** 9
LIMITS = Limits(depth=4, nodes=20, items=60, text=60)
KEY = re.compile(r"[a-z][a-z0-9_]{0,38}")
NOBODY = Env(date(2000, 1, 1))
"""Conditions here know neither days nor people."""
OF_ONE = ("eq", "ne", "in", "not_in", "empty", "not_empty")
OF_MANY = ("has_any", "has_all", "empty", "not_empty")
OF_NUMBER = ("eq", "ne", "lt", "lte", "gt", "gte", "between")


class _Reader:
    """Takes values out of JSON and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def wrong(self, path: str, code: str, message: str) -> None:
        self.errors.append(FieldError(path, code, message))

    def rows(self, raw: Any, path: str, most: int) -> list[tuple[str, Mapping[str, Any]]]:
        if raw is None:
            return []
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            self.wrong(path, "not_a_list", _("This must be a list of objects."))
            return []
        if len(raw) > most:
            self.wrong(path, "too_many", _("At most %(limit)d.") % {"limit": most})
            return []
        return [(f"{path}.{at}", row) for at, row in enumerate(raw)]

    def only(self, row: Mapping[str, Any], path: str, *known: str) -> None:
        for name in row:
            if name not in known:
                self.wrong(f"{path}.{str(name)[:40]}", "unknown_field", _("There is no such field."))

    def key(self, row: Mapping[str, Any], path: str, taken: set[str]) -> str:
        key = row.get("key")
        if not isinstance(key, str) or not KEY.fullmatch(key):
            self.wrong(f"{path}.key", "key", _("A key is made of small letters, digits and _, such as power."))
            return ""
        if key in taken:
            self.wrong(f"{path}.key", "twice", _("This key is used already."))
        taken.add(key)
        return key

    def text(self, row: Mapping[str, Any], name: str, path: str, most: int, *, required: bool = True) -> str:
        value = row.get(name) or ""
        if not isinstance(value, str) or len(value) > most or "\x00" in value:
            self.wrong(f"{path}.{name}", "text", _("A text of at most %(limit)d characters.") % {"limit": most})
            return ""
        if required and not value.strip():
            self.wrong(f"{path}.{name}", "required", _("This is required."))
        return " ".join(value.split())

    def number(self, row: Mapping[str, Any], name: str, path: str, usual: Decimal | None) -> Decimal | None:
        raw = row.get(name)
        if raw is None or raw == "":
            return usual
        try:
            if isinstance(raw, bool) or not isinstance(raw, str | int | float):
                raise InvalidOperation
            value = Decimal(str(raw))
            if not value.is_finite() or abs(value) >= MOST or value != round(value, 6):
                raise InvalidOperation
        except InvalidOperation:
            message = _("This must be a number with at most six digits after the point.")
            self.wrong(f"{path}.{name}", "number", message)
            return usual
        return value

    def flag(self, row: Mapping[str, Any], name: str, path: str) -> bool:
        value = row.get(name, False)
        if not isinstance(value, bool):
            self.wrong(f"{path}.{name}", "not_boolean", _("This must be true or false."))
        return value is True


def read(
    options: Any, parts: Any, rules: Any, titles: Mapping[int, str]
) -> tuple[list[Option], list[Part], list[Rule], list[FieldError]]:
    """Options, parts and rules, and what is wrong with them. `titles` are the products that parts may name."""
    reader = _Reader()
    taken: set[str] = set()
    found = [_option(reader, row, path, taken) for path, row in reader.rows(options, "options", MAX_OPTIONS)]
    pieces = [_part(reader, row, path, taken, titles) for path, row in reader.rows(parts, "parts", MAX_PARTS)]
    typing = Fields(found, pieces)
    said = [_rule(reader, row, path, typing) for path, row in reader.rows(rules, "rules", MAX_RULES)]
    return found, pieces, said, reader.errors


def _option(reader: _Reader, row: Mapping[str, Any], path: str, taken: set[str]) -> Option:
    reader.only(row, path, "key", "label", "choices", "required", "many")
    keys: set[str] = set()
    choices = []
    for at, choice in reader.rows(row.get("choices"), f"{path}.choices", MAX_CHOICES):
        reader.only(choice, at, "key", "label", "price")
        price = reader.number(choice, "price", at, Decimal(0)) or Decimal(0)
        choices.append(Choice(reader.key(choice, at, keys), reader.text(choice, "label", at, MAX_LABEL), price))
    if not choices:
        reader.wrong(f"{path}.choices", "required", _("An option needs choices."))
    return Option(
        reader.key(row, path, taken),
        reader.text(row, "label", path, MAX_LABEL),
        choices,
        reader.flag(row, "required", path),
        reader.flag(row, "many", path),
    )


def _part(reader: _Reader, row: Mapping[str, Any], path: str, taken: set[str], titles: Mapping[int, str]) -> Part:
    reader.only(row, path, "key", "product", "quantity", "least", "most")
    product = row.get("product")
    product = product.get("id") if isinstance(product, dict) else product
    if isinstance(product, bool) or not isinstance(product, int) or product not in titles:
        reader.wrong(f"{path}.product", "no_such_record", _("There is no such product."))
        product = 0
    quantity = reader.number(row, "quantity", path, Decimal(1)) or Decimal(0)
    least = reader.number(row, "least", path, quantity)
    most = reader.number(row, "most", path, quantity)
    if least is None or most is None or not 0 <= least <= quantity <= most:
        reader.wrong(f"{path}.quantity", "bounds", _("The number lies between the least and the most."))
    key = reader.key(row, path, taken)
    return Part(key, product, titles.get(product, ""), quantity, least or Decimal(0), most or Decimal(0))


def _rule(reader: _Reader, row: Mapping[str, Any], path: str, typing: Fields) -> Rule:
    kind, message = row.get("kind"), reader.text(row, "message", path, MAX_MESSAGE, required=False)
    if kind in ("requires", "excludes"):
        reader.only(row, path, "kind", "if", "then", "message")
        when, then = (_condition(reader, row.get(name), f"{path}.{name}", typing) for name in ("if", "then"))
        return Rule(kind, when[1], then[1], (when[0], then[0]), message=message)
    if kind != "quantity":
        reader.wrong(f"{path}.kind", "kind", _("A rule is one of requires, excludes, quantity."))
        return Rule("requires")
    reader.only(row, path, "kind", "if", "of", "min", "max", "message")
    if row.get("of") not in typing.numbers:
        reader.wrong(f"{path}.of", "no_such_part", _("There is no such part."))
    held = (None, None) if row.get("if") is None else _condition(reader, row["if"], f"{path}.if", typing)
    least, most = reader.number(row, "min", path, None), reader.number(row, "max", path, None)
    if least is None and most is None:
        reader.wrong(f"{path}.min", "required", _("Say how many there are at least or at most."))
    if least is not None and most is not None and least > most:
        reader.wrong(f"{path}.max", "bounds", _("The most is less than the least."))
    return Rule(kind, held[1], None, (held[0], None), str(row.get("of")), least, most, message)


def _condition(reader: _Reader, raw: Any, path: str, typing: Fields) -> tuple[Condition | None, Resolved | None]:
    try:
        condition = parse(raw, LIMITS, path)
        typing.check(condition, path)
        return condition, resolve(condition, typing, NOBODY, path)
    except BadRequest as problem:
        reader.errors += problem.errors
        return None, None


class Fields:
    """What conditions may speak of: options by the keys of their choices, parts by their number."""

    def __init__(self, options: Sequence[Option], parts: Sequence[Part]) -> None:
        self.options = {option.key: option for option in options}
        self.numbers = {part.key for part in parts}

    def kind(self, field: str) -> Kind:
        return "other"

    def parse(self, field: str, raw: Any, path: str) -> Any:
        """The typed value of one raw value."""
        if field in self.numbers:
            try:
                value = Decimal(str(raw))
            except InvalidOperation:
                raise _bad(path, "number", _("This must be a number.")) from None
            if isinstance(raw, bool) or not value.is_finite():
                raise _bad(path, "number", _("This must be a number."))
            return value
        option = self.options.get(field)
        if option is None or raw not in [choice.key for choice in option.choices]:
            raise _bad(path, "not_a_choice", _("There is no such choice."))
        return raw

    def check(self, condition: Condition, path: str) -> None:
        """Every field is there and offers the operator. Raises `BadRequest`."""
        match condition:
            case And(parts) | Or(parts):
                for part in parts:
                    self.check(part, path)
            case Not(part):
                self.check(part, path)
            case Leaf(field, op, _value):
                option = self.options.get(field)
                if option is None and field not in self.numbers:
                    raise _bad(path, "unknown_field", _("There is no option or part “%(key)s”.") % {"key": field})
                offered = OF_NUMBER if option is None else OF_MANY if option.many else OF_ONE
                if op not in offered:
                    words = {"op": op, "allowed": ", ".join(offered)}
                    raise _bad(path, "operator", _("“%(op)s” is not offered here; possible: %(allowed)s.") % words)


def _bad(path: str, code: str, message: str) -> BadRequest:
    return BadRequest(message, errors=[FieldError(path, code, message)])
