"""Loading and saving what can be chosen of products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from kezhou.kernel.condition import to_json
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound, Stale
from kezhou.modules.catalog.configuration.facts import Configuration, Part, Rule
from kezhou.modules.catalog.configuration.grammar import read
from kezhou.modules.catalog.configuration.model import Component, ProductConfiguration
from kezhou.modules.catalog.configuration.words import number
from kezhou.sdk.audit import Entry, write
from kezhou.sdk.query import entity, fetch_all, fetch_one, right

_ONE = """
SELECT coalesce({update}, FALSE), c.version, c.options, c.rules FROM catalog_product t
  LEFT JOIN catalog_productconfiguration c ON c.product_id = t.id
 WHERE t.id = %s AND t.deleted_at IS NULL AND {seen}"""
_MANY = "SELECT product_id, version, options, rules FROM catalog_productconfiguration WHERE product_id = ANY(%s)"
_PARTS = """
SELECT c.bundle_id, c.key, c.product_id, p.name, c.quantity, c.least, c.most
  FROM catalog_component c JOIN catalog_product p ON p.id = c.product_id WHERE c.bundle_id = ANY(%s) ORDER BY c.id"""
_NAMES = "SELECT t.id, t.name FROM catalog_product t WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND {seen}"
_NESTED = """
SELECT (SELECT count(*) FROM catalog_component WHERE bundle_id = ANY(%s)),
       (SELECT count(*) FROM catalog_component WHERE product_id = %s)"""


def load(ctx: Ctx, product: int) -> tuple[Configuration, bool]:
    """The configuration of a product that the actor sees, and whether they may change it. Raises `NotFound`."""
    goods = entity(ctx, "product")
    update, seen = right(ctx, goods, "update"), right(ctx, goods, "view")
    statement = _ONE.format(update=update.text, seen=seen.text)
    row = fetch_one(statement, (*update.params, product, *seen.params))
    if row is None:
        raise NotFound()
    return _read(product, row[1] or 0, row[2], row[3], _parts([product]).get(product, [])), bool(row[0])


def load_many(products: Sequence[int]) -> dict[int, Configuration]:
    """Of those products that have something to choose; for code that has checked rights."""
    parts = _parts(products)
    stored = {row[0]: row[1:] for row in fetch_all(_MANY, (list(products),))}
    return {
        product: _read(product, *stored.get(product, (0, None, None)), parts.get(product, []))
        for product in {*stored, *parts}
    }


def save(ctx: Ctx, product: int, data: Mapping[str, Any]) -> Configuration:
    """Replace options, parts and rules by what was sent, with the version that the sender saw.

    Raises `NotFound`, `Forbidden`, `Stale`, and `Invalid` naming every mistake by path.
    """
    with transaction.atomic():
        before, changeable = load(ctx, product)
        if not changeable:
            raise Forbidden(code="no_right", extra={"action": "update"})
        row = ProductConfiguration.objects.select_for_update().filter(product_id=product).first()
        if (row.version if row else 0) != data["version"]:
            raise Stale(_("Somebody else saved this record first."), extra={"current": told(before)})
        titles = _titles(ctx, data["parts"])
        options, parts, rules, errors = read(data["options"], data["parts"], data["rules"], titles)
        errors += _nested(product, parts)
        if errors:
            raise Invalid(_("Some values are not right."), errors=errors)
        after = Configuration(product, options, parts, rules, data["version"] + 1)
        wanted = told(after)
        ProductConfiguration.objects.update_or_create(
            product_id=product,
            defaults={
                "options": wanted["options"],
                "rules": wanted["rules"],
                "version": after.version,
                "updated_at": ctx.clock.now(),
                "updated_by_id": ctx.actor.id,
            },
        )
        Component.objects.filter(bundle_id=product).delete()
        Component.objects.bulk_create(
            Component(
                bundle_id=product,
                product_id=part.product,
                key=part.key,
                quantity=part.quantity,
                least=part.least,
                most=part.most,
            )
            for part in parts
        )
        old = told(before)
        changes = {
            name: (old[name], wanted[name]) for name in ("options", "parts", "rules") if old[name] != wanted[name]
        }
        write(ctx, [Entry("product", product, "definition_changed", changes)])
    return after


def told(configuration: Configuration) -> dict[str, Any]:
    """As JSON, in the grammar in which it is saved."""
    return {
        "version": configuration.version,
        "options": [
            {
                "key": option.key,
                "label": option.label,
                "required": option.required,
                "many": option.many,
                "choices": [{"key": one.key, "label": one.label, "price": number(one.price)} for one in option.choices],
            }
            for option in configuration.options
        ],
        "parts": [
            {
                "key": part.key,
                "product": {"id": part.product, "title": part.label},
                "quantity": number(part.quantity),
                "least": number(part.least),
                "most": number(part.most),
            }
            for part in configuration.parts
        ],
        "rules": [_rule(rule) for rule in configuration.rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    when, then = (None if one is None else to_json(one) for one in rule.said)
    answer: dict[str, Any] = {"kind": rule.kind, "if": when}
    if rule.kind == "quantity":
        answer |= {"of": rule.part}
        answer |= {"min": None if rule.least is None else number(rule.least)}
        answer |= {"max": None if rule.most is None else number(rule.most)}
    else:
        answer |= {"then": then}
    return {**answer, "message": rule.message}


def _read(product: int, version: int, options: Any, rules: Any, parts: Sequence[Part]) -> Configuration:
    """What is stored was checked when it was saved; a rule that a later version cannot read is left out."""
    raw = [
        {"key": p.key, "product": p.product, "quantity": str(p.quantity), "least": str(p.least), "most": str(p.most)}
        for p in parts
    ]
    found = read(_json(options), raw, _json(rules), {part.product: part.label for part in parts})
    return Configuration(product, found[0], found[1], found[2], version)


def _json(stored: Any) -> Any:
    return orjson.loads(stored) if isinstance(stored, str | bytes) else (stored or [])


def _parts(bundles: Sequence[int]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for bundle, key, product, name, quantity, least, most in fetch_all(_PARTS, (list(bundles),)):
        found.setdefault(bundle, []).append(Part(key, product, name, quantity, least, most))
    return found


def _titles(ctx: Ctx, parts: Any) -> dict[int, str]:
    """The named products that the actor sees."""
    named = [row.get("product") for row in parts if isinstance(row, dict)] if isinstance(parts, list) else []
    ids = [one.get("id") if isinstance(one, dict) else one for one in named]
    wanted = [one for one in ids if isinstance(one, int) and not isinstance(one, bool) and 0 < one < 2**63]
    seen = right(ctx, entity(ctx, "product"), "view")
    return dict(fetch_all(_NAMES.format(seen=seen.text), (wanted, *seen.params))) if wanted else {}


def _nested(product: int, parts: Sequence[Part]) -> list[FieldError]:
    """A bundle holds goods, not itself and not other bundles: its price and parts stay one look away."""
    if not parts:
        return []
    errors = [
        FieldError(f"parts.{at}.product", "own_part", _("A bundle cannot hold itself."))
        for at, part in enumerate(parts)
        if part.product == product
    ]
    row = fetch_one(_NESTED, ([part.product for part in parts], product))
    if row is not None and (row[0] or row[1]):
        errors.append(FieldError("parts", "nested", _("A bundle cannot hold bundles, nor lie in one.")))
    return errors
