"""Everything that the prices of some lines hang on, in a constant number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.modules.catalog.price_policy.tiers import BadTiers, parse_tiers
from kezhou.modules.catalog.pricing.facts import Book, Buyer, Policy, Reach
from kezhou.modules.catalog.product_category import tree
from kezhou.modules.catalog.product_unit.factors import unit_factors
from kezhou.sdk.query import fetch_all, fetch_one

MAX_POLICIES = 2_000
"""Policies that are weighed for one call, in their order of priority."""
MAX_ENTRIES = 5_000
MAX_GROUP_DEPTH = 50

_BUYERS = """
WITH RECURSIVE up(root, id, parent_id, depth) AS (
  SELECT c.id, c.id, c.parent_id, 0 FROM parties_customer c WHERE c.id = ANY(%s)
  UNION SELECT up.root, c.id, c.parent_id, up.depth + 1 FROM up JOIN parties_customer c ON c.id = up.parent_id
   WHERE up.depth < %s)
SELECT c.id, c.level, c.region, g.ids FROM parties_customer c
  JOIN (SELECT root, array_agg(DISTINCT id) AS ids FROM up GROUP BY root) g ON g.root = c.id"""
_PRODUCTS = """
SELECT p.id, p.name, p.category_id, p.status, p.tax_rate, p.tax_included, p.list_price, p.list_price_currency,
       p.floor_price, p.floor_price_currency, p.unit_id
  FROM catalog_product p WHERE p.id = ANY(%s) AND p.deleted_at IS NULL"""
_PARTS = """
SELECT c.bundle_id, c.quantity, p.list_price, p.list_price_currency
  FROM catalog_component c JOIN catalog_product p ON p.id = c.product_id WHERE c.bundle_id = ANY(%s) ORDER BY c.id"""
_REACH = "{t}.customer_id, {t}.group_id, {t}.level, {t}.region, {t}.valid_from, {t}.valid_until"
_FOR_BUYERS = (
    """({t}.customer_id IS NULL OR {t}.customer_id = ANY(%s)) AND ({t}.group_id IS NULL OR {t}.group_id = ANY(%s))"""
)
_ENTRIES = f"""
SELECT b.id, b.name, b.priority, {_REACH.format(t="b")}, e.product_id, e.min_quantity, e.price,
       b.currency
  FROM catalog_pricebook b JOIN catalog_priceentry e ON e.book_id = b.id AND e.deleted_at IS NULL
 WHERE b.deleted_at IS NULL AND b.active AND b.currency = ANY(%s) AND e.product_id = ANY(%s)
   AND {_FOR_BUYERS.format(t="b")}
 ORDER BY b.priority, b.id, e.id LIMIT %s"""  # noqa: S608 — constants of this file
_POLICIES = f"""
SELECT p.id, p.name, p.kind, p.priority, p.promotion, p.product_id, p.category_id, p.currency, p.min_quantity,
       p.min_amount, p.price, p.discount, p.amount_off, p.tier_by, p.tiers, {_REACH.format(t="p")}
  FROM catalog_pricepolicy p
 WHERE p.deleted_at IS NULL AND p.active AND (p.product_id = ANY(%s) OR (p.product_id IS NULL AND (p.category_id IS NULL
       OR p.category_id = ANY(%s)))) AND {_FOR_BUYERS.format(t="p")}
 ORDER BY p.priority, p.id LIMIT %s"""  # noqa: S608 — constants of this file
_AUTHORITY = """
SELECT (SELECT count(*) FROM catalog_discountauthority a WHERE a.deleted_at IS NULL),
       (SELECT max(a.max_discount) FROM catalog_discountauthority a WHERE a.deleted_at IS NULL
           AND (a.role_id IS NULL OR a.role_id IN (SELECT r.role_id FROM access_userrole r WHERE r.user_id = %s))
           AND (a.post_id IS NULL OR a.post_id = (SELECT u.position_id FROM org_user u WHERE u.id = %s)))"""


@dataclass(frozen=True, slots=True)
class Ware:
    """A product as pricing needs it; prices are None in another currency than the asked one."""

    id: int
    name: str
    categories: Sequence[int]
    on_sale: bool
    tax_rate: str
    tax_included: bool
    list_price: Decimal | None
    floor: Decimal | None
    unit: int | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is known for one call. `factors` is (product, unit) → base units in one."""

    buyer: Buyer
    wares: Mapping[int, Ware]
    factors: Mapping[tuple[int, int], Decimal]
    books: Sequence[Book]
    policies: Sequence[Policy]
    max_discount: Decimal | None


@dataclass(frozen=True, slots=True)
class Stock:
    """What is known for several buyers and currencies together. `full` says that a limit was met, and that each buyer
    has to be asked for alone, to be answered as alone."""

    buyers: Mapping[int, Buyer]
    products: Sequence[Sequence[Any]]
    parts: Sequence[Sequence[Any]]
    above: Mapping[int, int | None]
    factors: Mapping[tuple[int, int], Decimal]
    entries: Sequence[Sequence[Any]]
    policies: Sequence[Policy]
    max_discount: Decimal | None
    full: bool

    def of(self, customer: int | None, currency: str) -> Loaded:
        """The part that holds for one buyer in one currency. Nothing that is for another customer or group is in it."""
        buyer = self.buyers.get(customer or 0, Buyer(0))
        mine = [row for row in self.entries if row[12] == currency and _reaches(Reach(*row[3:9]), buyer)]
        return Loaded(
            buyer,
            _wares(self.products, self.parts, self.above, currency),
            self.factors,
            _books(mine),
            [policy for policy in self.policies if _reaches(policy.reach, buyer)],
            self.max_discount,
        )


def load(ctx: Ctx, customers: Sequence[int], products: Sequence[int], currencies: Sequence[str]) -> Stock:
    """Rights were checked before: what is read here may not all be shown. Who has no customer gets what holds for
    all."""
    buyers = {
        row[0]: Buyer(row[0], row[1], row[2], frozenset(row[3]))
        for row in fetch_all(_BUYERS, (sorted(set(customers)), MAX_GROUP_DEPTH))
    }
    rows, above = fetch_all(_PRODUCTS, (list(products),)), tree.parents()
    bare = [row[0] for row in rows if row[6] is None]
    categories = sorted({category for row in rows for category in tree.path(row[2], above)})
    ids, groups = sorted(buyers), sorted({group for buyer in buyers.values() for group in buyer.groups})
    entries = fetch_all(_ENTRIES, (list(currencies), list(products), ids, groups, MAX_ENTRIES))
    policies = fetch_all(_POLICIES, (list(products), categories, ids, groups, MAX_POLICIES))
    return Stock(
        buyers,
        rows,
        fetch_all(_PARTS, (bare,)) if bare else (),
        above,
        unit_factors(products),
        entries,
        [_policy(row) for row in policies],
        _authority(ctx),
        len(entries) >= MAX_ENTRIES or len(policies) >= MAX_POLICIES,
    )


def _reaches(reach: Reach, buyer: Buyer) -> bool:
    """Whether something may be told to this buyer at all."""
    return reach.customer in (None, buyer.id) and (reach.group is None or reach.group in buyer.groups)


def _wares(
    rows: Sequence[Sequence[Any]], parts: Sequence[Sequence[Any]], above: Mapping[int, int | None], currency: str
) -> dict[int, Ware]:
    sums = _sums_of_parts(parts, currency)
    return {
        row[0]: Ware(
            row[0],
            row[1],
            tree.path(row[2], above),
            row[3] == "on_sale",
            row[4],
            row[5],
            row[6] if row[7] == currency else sums.get(row[0]),
            row[8] if row[9] == currency else None,
            row[10],
        )
        for row in rows
    }


def _sums_of_parts(parts: Sequence[Sequence[Any]], currency: str) -> dict[int, Decimal]:
    """A bundle without a price of its own costs what its parts cost, where all of them have a price."""
    sums: dict[int, Decimal] = {}
    unknown = set()
    for bundle, quantity, price, of in parts:
        if price is None or of != currency:
            unknown.add(bundle)
        else:
            sums[bundle] = sums.get(bundle, Decimal(0)) + quantity * price
    return {bundle: total for bundle, total in sums.items() if bundle not in unknown}


def _books(rows: Sequence[Sequence[Any]]) -> list[Book]:
    heads: dict[int, Sequence[Any]] = {}
    prices: dict[int, dict[int, list[tuple[Decimal, Decimal]]]] = {}
    for row in rows:
        heads[row[0]] = row
        prices.setdefault(row[0], {}).setdefault(row[9], []).append((row[10], row[11]))
    return [Book(id_, row[1], Reach(*row[3:9]), row[2], prices[id_]) for id_, row in heads.items()]


def _policy(row: Sequence[Any]) -> Policy:
    tiers: Sequence[tuple[Decimal, Decimal]] = ()
    if row[2].startswith("tier_"):
        try:
            tiers = parse_tiers(row[14])
        except BadTiers:
            tiers = ()  # a policy without readable steps fits nothing
    return Policy(
        id=row[0],
        name=row[1],
        kind=row[2],
        reach=Reach(*row[15:21]),
        priority=row[3],
        promotion=row[4],
        product=row[5],
        category=row[6],
        currency=row[7],
        min_quantity=row[8],
        min_amount=row[9],
        price=row[10],
        discount=row[11],
        amount_off=row[12],
        tier_by=row[13],
        tiers=tiers,
    )


def _authority(ctx: Ctx) -> Decimal | None:
    """Percent that the actor may give away; None where no authority is kept at all, and for code."""
    if ctx.actor.id is None:
        return None
    row = fetch_one(_AUTHORITY, (ctx.actor.id, ctx.actor.id))
    if row is None or not row[0]:
        return None
    return Decimal(0) if row[1] is None else Decimal(row[1])
