"""With which customers a contact stands: the primary one, and those of link rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk.query import CompiledEntity, fetch_all
from kezhou.sdk.records import Draft

Pair = tuple[int, int]
"""Contact and customer."""

_STRANGERS = """
SELECT p.contact, p.customer FROM unnest(%s::bigint[], %s::bigint[]) AS p(contact, customer)
 WHERE NOT EXISTS (SELECT 1 FROM parties_contact c WHERE c.id = p.contact AND c.customer_id = p.customer)
   AND NOT EXISTS (SELECT 1 FROM parties_contactcustomer l
                    WHERE l.contact_id = p.contact AND l.customer_id = p.customer AND l.deleted_at IS NULL)"""

_kept_together: set[str] = set()


def keep_together(*keys: str) -> None:
    """Entities that name a `customer` and a `contact`: of these the contact must be one of the customer's. Called at
    start-up."""
    _kept_together.update(keys)


def strangers(pairs: Collection[Pair]) -> set[Pair]:
    """Those of the pairs in which the contact has nothing to do with the customer. One statement."""
    if not pairs:
        return set()
    contacts, customers = zip(*sorted(pairs), strict=True)
    return {(row[0], row[1]) for row in fetch_all(_STRANGERS, (list(contacts), list(customers)))}


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Refuses a contact of somebody else. What was stored before is not asked again: people change companies, and
    what was done with them stays."""
    if entity.key not in _kept_together:
        return {}
    named: dict[int, Pair] = {}
    for place, draft in enumerate(drafts):
        contact, customer = draft.values.get("contact"), draft.values.get("customer")
        if contact is not None and customer is not None and {"contact", "customer"} & set(draft.changed()):
            named[place] = (contact, customer)
    wrong = strangers(set(named.values()))
    message = _("This contact does not belong to the customer. Choose one of the customer's contacts.")
    return {
        place: [FieldError("contact", "not_of_customer", message)] for place, pair in named.items() if pair in wrong
    }
