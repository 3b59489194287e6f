"""What was quoted becomes contracts and orders once: in parts, if somebody likes, but never more of it than is left.

Drafts count, so that nobody writes a second one by mistake; void ones do not, and of a settled order what was
delivered. What a contract or order has beyond the quote is its own business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError
from kezhou.modules.catalog.api import unit_factors
from kezhou.modules.trade.left import is_written
from kezhou.sdk.query import CompiledEntity, entity, fetch_all, fetch_one, titles
from kezhou.sdk.records import Draft

ZERO, ONE = Decimal(0), Decimal(1)
TARGETS = ("contract", "order")
Key = tuple[int, Any, str]
"""Quote, product, and the name of what is no product."""
Factors = Mapping[tuple[int, int], Decimal]
PLACES = Decimal("0.0001")
_LOCK = "SELECT id FROM trade_quote WHERE id = ANY(%s) ORDER BY id FOR UPDATE"
_KEY = "l.product_id, l.unit_id, CASE WHEN l.product_id IS NULL THEN l.name ELSE '' END"
_QUOTED = f"""
SELECT l.quote_id, {_KEY}, sum(l.quantity) FROM trade_quoteline l
 WHERE l.quote_id = ANY(%s) AND l.deleted_at IS NULL GROUP BY 1, 2, 3, 4"""  # noqa: S608 — constants
_LIVE = "h.quote_id = ANY(%s) AND h.deleted_at IS NULL AND h.approval_state <> 'cancelled'"
_TAKEN = f"""
SELECT h.quote_id, {_KEY}, l.quantity AS quantity
  FROM trade_contractline l JOIN trade_contract h ON h.id = l.contract_id
 WHERE {_LIVE} AND h.id <> ALL(%s) AND l.deleted_at IS NULL
UNION ALL
SELECT h.quote_id, {_KEY}, CASE WHEN h.state = 'settled' THEN l.delivered ELSE l.quantity END
  FROM trade_orderline l JOIN trade_order h ON h.id = l.order_id
 WHERE {_LIVE} AND h.id <> ALL(%s) AND l.deleted_at IS NULL"""  # noqa: S608 — constants
_WHOLE = f"""
SELECT h.id FROM trade_contract h WHERE {_LIVE}
   AND NOT EXISTS (SELECT 1 FROM trade_contractline l WHERE l.contract_id = h.id AND l.deleted_at IS NULL) LIMIT 1"""  # noqa: S608
_MADE = "SELECT h.id, h.number FROM {table} h WHERE " + _LIVE + " ORDER BY h.id LIMIT 1"  # noqa: S608 — constants
_GIVEN = f"""
SELECT coalesce(sum(x.discount), 0) FROM (
  SELECT h.discount FROM trade_contract h WHERE {_LIVE}
  UNION ALL SELECT h.discount FROM trade_order h WHERE {_LIVE}) x"""  # noqa: S608 — constants


def check(ctx: Ctx, compiled: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Registered with `records.checks`: a fixed number of statements for all drafts, one quote's after another."""
    if compiled.key not in TARGETS:
        return {}
    asked = [(at, draft) for at, draft in enumerate(drafts) if draft.values.get("quote") and _is_asked(draft)]
    if not asked:
        return {}
    own = [draft.id for _at, draft in asked if draft.id is not None]
    quotes = sorted({draft.values["quote"] for _at, draft in asked})
    fetch_all(_LOCK, (quotes,))
    lines = [row.values for _at, draft in asked for row in draft.lines["lines"].rows]
    left, factors = _left(quotes, {compiled.key: own}, lines)
    problems: dict[int, list[FieldError]] = {}
    for at, draft in asked:
        for place, row in enumerate(draft.lines["lines"].rows):
            key, factor = _key(draft.values["quote"], row.values), _factor(row.values, factors)
            if key not in left:
                continue
            quantity = (row.values.get("quantity") or ZERO) * factor
            if quantity > left[key]:
                room = (max(left[key], ZERO) / factor).quantize(PLACES, "ROUND_DOWN")
                params = {"left": f"{room.normalize():f}", "line": row.values.get("name") or ""}
                text = _("Of “%(line)s” %(left)s is left of what was quoted.") % params
                problems.setdefault(at, []).append(FieldError(f"lines/{place}/quantity", "too_much", text, params))
            left[key] -= quantity
    return problems


def rest(ctx: Ctx, quote: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a quote with what is left of them, which is held until the transaction ends. Whoever comes when
    nothing is left hears what was made of it: `Conflict` (`made_already`)."""
    fetch_all(_LOCK, ([quote["id"]],))
    known = [{name: _plain(line[name]) for name in ("product", "unit", "name")} for line in lines]
    left, factors = _left([quote["id"]], {}, known)
    whole = fetch_one(_WHOLE, ([quote["id"]],)) is not None
    found = []
    for line, values in zip(lines, known, strict=True):
        key, factor = _key(quote["id"], values), _factor(values, factors)
        room = (left.get(key, ZERO) / factor).quantize(PLACES, "ROUND_DOWN")
        quantity = min(Decimal(line["quantity"]), room)
        if quantity > 0 and not whole:
            left[key] -= quantity * factor
            found.append({**line, "quantity": f"{quantity:f}"})
    if not found:
        _refuse(ctx, quote["id"])
    return found


def discount_left(quote: Mapping[str, Any]) -> str:
    """What of a quote's discount on the whole no contract or order of it has taken yet."""
    row = fetch_one(_GIVEN, ([quote["id"]], [quote["id"]]))
    given = ZERO if row is None else row[0]
    return str(max(Decimal(quote.get("discount") or 0) - given, ZERO))


def _refuse(ctx: Ctx, quote: int) -> None:
    for target in TARGETS:
        row = fetch_one(_MADE.format(table=entity(ctx, target).table), ([quote],))
        if row is not None:
            seen = row[0] in titles(ctx, target, {row[0]})
            text = _("This was made from it already: %(number)s. Go on there, or void it first.")
            told = text % {"number": row[1] if seen else "—"}
            raise Conflict(told, code="made_already", extra={"entity": target, "id": row[0]} if seen else {})


def _left(
    quotes: Sequence[int], own: Mapping[str, Collection[int]], lines: Sequence[Mapping[str, Any]]
) -> tuple[dict[Key, Decimal], Factors]:
    """What is left of each thing that was quoted, in the base units of products, `own` documents not counted; and the
    units of all products, those of `lines` too."""
    quoted = fetch_all(_QUOTED, (list(quotes),))
    besides = [list(own.get(target, ())) for target in TARGETS]
    taken = fetch_all(_TAKEN, (list(quotes), besides[0], list(quotes), besides[1]))
    products = {row[1] for row in (*quoted, *taken)} | {line.get("product") for line in lines}
    factors = unit_factors([product for product in products if product is not None])
    left: dict[Key, Decimal] = {}
    for sign, rows in ((1, quoted), (-1, taken)):
        for quote, product, unit, name, quantity in rows:
            key = (quote, product, name)
            if sign > 0 or key in left:
                amount = sign * quantity * _factor({"product": product, "unit": unit}, factors)
                left[key] = left.get(key, ZERO) + amount
    return left, factors


def _factor(values: Mapping[str, Any], factors: Factors) -> Decimal:
    """How many base units one of the line's unit has."""
    return factors.get((values.get("product") or 0, values.get("unit") or 0), ONE)


def _is_asked(draft: Draft) -> bool:
    """Not what happens to a document that was approved already, such as a change of a contract."""
    return not draft.historical and is_written(draft) and (draft.before or {}).get("approval_state") != "approved"


def _key(quote: int, values: Mapping[str, Any]) -> Key:
    product = values.get("product")
    return (quote, product, "" if product is not None else str(values.get("name") or ""))


def _plain(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and "id" in value else value
