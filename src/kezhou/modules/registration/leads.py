"""A form whose answers become leads: what the same questions mean for a lead, and which open lead it may be already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.duplicates import same_party
from kezhou.sdk.query import entity, fetch_one

from .fields import Answers
from .form.model import Form

CHANNEL = {"channel": "form"}
"""In the meta of the write: rules of assignment ask how a lead came in."""
SOURCE = "website"
"""The source of such leads, where the company's dictionary still has it."""
OF_COMPANY = ("name", "industry", "region", "address", "phone", "mobile", "email", "website")
OF_PERSON = {"name": "contact_name", "title": "title", "mobile": "mobile", "email": "email", "wechat": "wechat"}


def values(ctx: Ctx, form: Form, answers: Answers) -> dict[str, Any]:
    """The lead that somebody's answers make; a person's own number goes before the company's."""
    found: dict[str, Any] = {n: answers.customer[n] for n in OF_COMPANY if answers.customer.get(n)}
    person = answers.contact
    found |= {name: person[asked] for asked, name in OF_PERSON.items() if person.get(asked)}
    if answers.customer.get("remarks"):
        found["requirement"] = answers.customer["remarks"]
    if any(choice.value == SOURCE for choice in entity(ctx, "lead").fields["source"].choices):
        found["source"] = SOURCE
    return {**found, "campaign": form.title}


def known(ctx: Ctx, answers: Mapping[str, Any]) -> int | None:
    """An open lead that is certainly or likely the same party. One that is over does not stand in the way of a new
    one."""
    found = same_party(ctx, "lead", answers)
    row = fetch_one("SELECT state FROM leads_lead WHERE id = %s", (found,)) if found is not None else None
    return found if row is not None and row[0] in ("new", "working", "qualified") else None
