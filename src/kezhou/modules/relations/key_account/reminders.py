"""Who is reminded of which card: a review that is due, a part that has gone stale. Once per cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Forbidden
from kezhou.modules.relations.key_account.cards import allowed
from kezhou.modules.relations.key_account.freshness import Allowed, freshness
from kezhou.modules.relations.key_account.parts import BY_KEY, PARTS
from kezhou.modules.relations.naming import names_of
from kezhou.sdk.notify import notify
from kezhou.sdk.query import ctx_for_user, execute, fetch_all

CHUNK = 500
REVIEW = "review"
TITLE_REVIEW = _("Key account “%(customer)s”: the review is due")
TITLE_STALE = _("Key account “%(customer)s”: “%(part)s” has not been confirmed for %(days)d days")

_CARDS = f"""
SELECT k.id, k.customer_id, coalesce(k.responsible_id, k.owner_id), k.next_review_on,
       {", ".join(p.confirmed_at for p in PARTS)}
  FROM relations_keyaccount k JOIN parties_customer c ON c.id = k.customer_id AND c.deleted_at IS NULL
 WHERE k.deleted_at IS NULL AND k.id > %s AND coalesce(k.responsible_id, k.owner_id) IS NOT NULL
 ORDER BY k.id LIMIT %s"""  # noqa: S608
_ONCE = """
INSERT INTO relations_keyaccountreminder (card_id, user_id, cause, since, at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING"""


def remind_all(ctx: Ctx) -> int:
    """Go through all cards in chunks, each a transaction of its own; how many reminders went out. A run that was
    stopped is simply started again."""
    rules, today = allowed(), company_today(ctx.clock)
    last, sent = 0, 0
    while True:
        rows = fetch_all(_CARDS, (last, CHUNK))
        if not rows:
            return sent
        last = rows[-1][0]
        people: dict[int, list[tuple[int, int, str, date]]] = {}
        for id_, customer, user, review, *confirmed in rows:
            for cause, since in _causes(review, confirmed, rules, today):
                people.setdefault(user, []).append((id_, customer, cause, since))
        with transaction.atomic():
            sent += sum(_remind(ctx, user, causes, rules) for user, causes in sorted(people.items()))


def _causes(
    review: date | None, confirmed: Iterable[Any], rules: Mapping[str, Allowed], today: date
) -> Iterable[tuple[str, date]]:
    """What is due on a card, with the day from which it was. A part that nobody ever confirmed reminds of nothing: the
    list of cards shows it."""
    if review is not None and review <= today:
        yield REVIEW, review
    for part, at in zip(PARTS, confirmed, strict=True):
        fresh = freshness(part.key, at, rules, today)
        if fresh.stale and fresh.stale_on is not None and rules.get(part.key, Allowed()).remind:
            yield part.key, fresh.stale_on


def _remind(ctx: Ctx, user: int, causes: list[tuple[int, int, str, date]], rules: Mapping[str, Allowed]) -> int:
    """Write to one person about the customers that this person may see."""
    try:
        reader = ctx_for_user(user, ctx.clock)
    except Forbidden:
        return 0
    names = names_of(reader, {("customer", customer) for _card, customer, _cause, _since in causes})
    sent = 0
    for card, customer, cause, since in causes:
        name = names.get(("customer", customer))
        if name is None or not execute(_ONCE, (card, user, cause, since, ctx.clock.now())):
            continue
        params: dict[str, Any] = {"customer": name}
        title = TITLE_REVIEW
        if cause != REVIEW:
            title = TITLE_STALE
            params |= {"part": BY_KEY[cause].label, "days": rules.get(cause, Allowed()).days}
        sent += notify(ctx, [user], "key_account", title, entity="customer", record_id=customer, params=params)
    return sent
