"""The key-account card beyond its fields: how fresh it is, confirming a part, and the cards that wait for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid
from kezhou.modules.relations.key_account.freshness import Allowed, freshness
from kezhou.modules.relations.key_account.parts import BY_KEY, PARTS
from kezhou.modules.relations.panel import seen_as, subject
from kezhou.sdk.query import all_of, entity, fetch_all, may, right, shown_title
from kezhou.sdk.records import Options, find, get, update

MAX_CARDS = 200
MAX_WITHOUT = 20
"""Customers without a card that are named at once."""
SOON_DAYS = 14
"""How far ahead a review stands on the list."""


def allowed() -> Mapping[str, Allowed]:
    """The days of each part as the company has set them."""
    rows = fetch_all("SELECT part, stale_after, remind FROM relations_keyaccountpart WHERE deleted_at IS NULL")
    return {part: Allowed(days, remind) for part, days, remind in rows}


def card_of(ctx: Ctx, customer_id: int) -> dict[str, Any]:
    """`{card, parts, can, customer}`: the card of a customer or null, how fresh its parts are, whether one may be made.
    Raises `NotFound` for a customer that the asker cannot see."""
    subject(ctx, "customer", customer_id)
    model = entity(ctx, "key_account")
    card = None
    can: dict[str, Any] = {"create": may(ctx, model, "create"), "update": False}
    if may(ctx, model, "view"):
        page = find(
            ctx, "key_account", {"field": "customer", "op": "eq", "value": customer_id}, fields=("customer",), limit=1
        )
        card = get(ctx, "key_account", page.items[0]["id"]) if page.items else None
    if card is not None:
        change = right(ctx, model, "update")
        text = f"SELECT coalesce({change.text}, FALSE) FROM {model.table} t WHERE t.id = %s"  # noqa: S608
        rows = fetch_all(text, (*change.params, card["id"]))
        can["update"] = bool(rows and rows[0][0])
    rules, today = allowed(), company_today(ctx.clock)
    confirmed = _confirmed(None if card is None else card["id"])
    parts = []
    for part in PARTS:
        fresh = freshness(part.key, confirmed.get(part.key), rules, today)
        parts.append(
            {
                "key": part.key,
                "label": part.label,
                "fields": part.fields,
                "confirmed_at": confirmed.get(part.key),
                "confirmed_by": (card or {}).get(part.confirmed_by),
                "age": fresh.age,
                "stale": fresh.stale,
                "stale_after": rules.get(part.key, Allowed()).days,
            }
        )
    return {"card": card, "parts": parts, "can": can}


def _confirmed(card_id: int | None) -> Mapping[str, Any]:
    """Part → moment, as moments rather than texts."""
    if card_id is None:
        return {}
    columns = ", ".join(part.confirmed_at for part in PARTS)
    rows = fetch_all(f"SELECT {columns} FROM relations_keyaccount WHERE id = %s", (card_id,))  # noqa: S608
    return dict(zip((part.key for part in PARTS), rows[0], strict=True)) if rows else {}


def confirm(ctx: Ctx, card_id: int, part_key: str, version: int | None = None) -> dict[str, Any]:
    """Somebody who may change the card says: this part is true as of now. A trace is left even where nothing changes.
    Raises `NotFound`, `Forbidden`, `Stale`."""
    part = BY_KEY.get(part_key)
    if part is None:
        known = ", ".join(BY_KEY)
        message = _("There is no such part; the parts are %(known)s.") % {"known": known}
        raise Invalid(
            _("Some values are not right."), errors=[FieldError("part", "unknown_part", message, {"known": known})]
        )
    values = {part.confirmed_at: ctx.clock.now().isoformat(), part.confirmed_by: ctx.actor.id}
    options = Options(internal=True, event="confirmed", always=True, meta={"part": part.key})
    saved = update(ctx, "key_account", card_id, values, version, options)
    return get(ctx, "key_account", saved.id or card_id) or {}


def waiting(ctx: Ctx, *, mine: bool) -> dict[str, Any]:
    """`{items, more}`: cards with a stale part or a review that is due, the oldest first; and the reader's customers of
    level A without a card (`without`)."""
    rules, today = allowed(), company_today(ctx.clock)
    rows = _waiting_rows(ctx, rules, today, mine=mine) if may(ctx, entity(ctx, "key_account"), "view") else []
    items = []
    for id_, customer, title, responsible, name, review, *confirmed in rows[:MAX_CARDS]:
        parts = [freshness(part.key, at, rules, today) for part, at in zip(PARTS, confirmed, strict=True)]
        items.append(
            {
                "id": id_,
                "customer": {"id": customer, "title": title},
                "responsible": None if responsible is None else {"id": responsible, "title": name},
                "next_review_on": review,
                "overdue": None if review is None or review > today else (today - review).days,
                "parts": [{"key": f.part, "age": f.age, "stale": f.stale} for f in parts],
            }
        )
    return {"items": items, "more": len(rows) > MAX_CARDS, "without": _without(ctx)}


def _waiting_rows(ctx: Ctx, rules: Mapping[str, Allowed], today: date, *, mine: bool) -> Sequence[Any]:
    """Card, customer and its title, responsible person, review and the four confirmations. Only cards whose
    customer the reader sees too."""
    card, customer = entity(ctx, "key_account"), entity(ctx, "customer")
    seen = all_of([right(ctx, card, "view", "k"), seen_as(ctx, "customer", "c")])
    stale, limits = [], []
    for part in PARTS:
        stale.append(f"coalesce(k.{part.confirmed_at} < %s, TRUE)")
        limits.append(_fresh_since(today, rules.get(part.key, Allowed()).days))
    columns = ", ".join(f"k.{part.confirmed_at}" for part in PARTS)
    who = "coalesce(k.responsible_id, k.owner_id) = %s" if mine else "%s::bigint IS NOT DISTINCT FROM %s"
    params = [ctx.actor.id] if mine else [None, None]
    text = (
        f"SELECT k.id, c.id, {shown_title(ctx, customer, 'c')}, u.id, u.name, k.next_review_on, {columns} "  # noqa: S608
        f"FROM relations_keyaccount k JOIN {customer.table} c ON c.id = k.customer_id "
        "LEFT JOIN org_user u ON u.id = k.responsible_id "
        f"WHERE k.deleted_at IS NULL AND {seen.text} AND {who} AND (k.next_review_on <= %s OR {' OR '.join(stale)}) "
        f"ORDER BY k.next_review_on NULLS LAST, least({columns}) NULLS FIRST, k.id LIMIT %s"
    )
    return fetch_all(text, (*seen.params, *params, today + timedelta(days=SOON_DAYS), *limits, MAX_CARDS + 1))


def _fresh_since(today: date, days: int) -> Any:
    """The moment at which the oldest day that is still fresh began, in the company's zone."""
    return datetime.combine(today - timedelta(days=days), datetime.min.time(), COMPANY_ZONE)


def _without(ctx: Ctx) -> list[dict[str, Any]]:
    """Customers of level A within the reader's view that have no card yet, the latest first."""
    if not may(ctx, entity(ctx, "customer"), "view"):
        return []
    customer, seen = entity(ctx, "customer"), seen_as(ctx, "customer", "c")
    text = (
        f"SELECT c.id, {shown_title(ctx, customer, 'c')} FROM {customer.table} c "  # noqa: S608
        f"WHERE c.level = 'A' AND {seen.text} AND NOT EXISTS "
        "(SELECT FROM relations_keyaccount k WHERE k.customer_id = c.id AND k.deleted_at IS NULL) "
        "ORDER BY c.updated_at DESC, c.id DESC LIMIT %s"
    )
    return [{"id": row[0], "title": row[1]} for row in fetch_all(text, (*seen.params, MAX_WITHOUT))]
