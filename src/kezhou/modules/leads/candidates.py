"""Who a lead may be already: a customer, a contact, another lead. Asked while somebody types, when a lead is saved and
before it is converted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, KezhouError
from kezhou.sdk import records
from kezhou.sdk.duplicates import VERDICT_WORDS, alike, ask
from kezhou.sdk.query import CompiledEntity, entity

MAX_WARNED = 20
"""Leads saved at once beyond which nobody reads warnings."""
COMPANY = ("name", "phone", "mobile", "email", "website", "address")
"""Facts of a lead that are facts of a customer, under the same names."""
REACH = ("phone", "mobile", "email")
FACTS = (*COMPANY, "contact_name")
LABELS = {"customer": _("Customer"), "contact": _("Contact")}


def company_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The lead as a customer would be written."""
    return {name: values[name] for name in COMPANY if values.get(name)}


def person_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The lead as a contact would be written; nothing where a name alone would have to tell."""
    reach = {name: values[name] for name in REACH if values.get(name)}
    return {"name": values["contact_name"], **reach} if values.get("contact_name") and reach else reach


def warn(ctx: Ctx, leads: CompiledEntity, drafts: Sequence[records.Draft]) -> Mapping[int, KezhouError]:
    """Runs before rows are written and refuses nothing: it says which customers and contacts are probably the same."""
    if leads.key != "lead" or ctx.actor.kind != "user" or len(drafts) > MAX_WARNED:
        return {}
    asked = [draft for draft in drafts if draft.ok and _touched(draft)]
    for key, written in (("customer", company_values), ("contact", person_values)) if asked else ():
        found = alike(ctx, key, [written(draft.values) for draft in asked], "likely", thorough=False)
        for draft, items in zip(asked, found, strict=True):
            draft.warnings.extend(_warning(key, item) for item in items[:3])
    return {}


def _touched(draft: records.Draft) -> bool:
    before = draft.before
    return before is None or any(draft.values.get(name) != before.get(name) for name in FACTS)


def _warning(key: str, item: Mapping[str, Any]) -> FieldError:
    words = {"kind": LABELS[key], "name": item.get("name", ""), "verdict": VERDICT_WORDS[item["verdict"]]}
    if "id" in item:
        message = _("%(kind)s “%(name)s” is %(verdict)s.") % words
    else:
        message = _("A %(kind)s that you cannot see is %(verdict)s.") % words
    return FieldError("name", "known_already", message, {"entity": key, **item, "action": "warn"})


def known(ctx: Ctx, values: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """`{customer: [...], contact: [...]}` for the values of a form, each as the check of duplicates says it."""
    company = {name: value for name, value in company_values(values).items() if isinstance(value, str)}
    person = {name: value for name, value in person_values(values).items() if isinstance(value, str)}
    return {"customer": _asked(ctx, "customer", company), "contact": _asked(ctx, "contact", person)}


def _asked(ctx: Ctx, key: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Whoever may neither make nor change such records hears nothing of them."""
    wanted = {name: value for name, value in values.items() if name in entity(ctx, key).fields}
    try:
        return ask(ctx, key, wanted) if wanted else []
    except Forbidden:
        return []
