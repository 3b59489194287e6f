"""What a registration form may ask, and how answers become values of a customer and a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.sdk import records
from kezhou.sdk.fields import FieldSpec
from kezhou.sdk.places import trees
from kezhou.sdk.query import entity

NEED = "need"
MAX_NEED = 1_000
PERSON = "person"
"""The kind of such customers, where the company's dictionary still has it."""
CUSTOMER = ("name", "credit_code", "industry", "region", "address", "phone", "mobile", "email", "website")
CONTACT = ("name", "title", "mobile", "email", "wechat")
MAX_DIGITS = 15
OWN_TYPES = frozenset({"text", "long_text", "choice", "integer", "decimal", "date", "url", "region"})
"""Types of the company's own fields that strangers may fill: what a line of a form can hold."""
INPUT_TYPES = {"phone": "tel", "email": "email", "integer": "number", "date": "date", "long_text": "text_area"}
REQUIRED = _("“%(field)s” is required.")


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the page. `choices` are (code, label) where one of a list is asked for."""

    name: str
    label: str
    required: bool
    input: str
    max_length: int
    autocomplete: str
    choices: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    """(label, its choices) where a list is too long to be read in one piece: provinces with their cities."""


_AUTOCOMPLETE = {
    "customer.name": "organization",
    "contact.name": "name",
    "contact.title": "organization-title",
    "contact.mobile": "tel",
    "contact.email": "email",
    "customer.website": "url",
}


def offered(ctx: Ctx) -> list[str]:
    """Everything that a form may ask: fixed fields, and of the company's own those that are plain and not personal.

    What a form says of itself is read by strangers; the labels and choices of a field become public with the form.
    """
    names = []
    for key, fixed in (("customer", CUSTOMER), ("contact", CONTACT)):
        names += [f"{key}.{name}" for name in fixed]
        names += [f"{key}.{name}" for name, spec in entity(ctx, key).fields.items() if _is_own(spec)]
    return [*names, NEED]


def _is_own(spec: FieldSpec) -> bool:
    """A field that the company made itself, that a line of a form can hold, and that no stranger is asked in vain."""
    plain = spec.type.key in OWN_TYPES and not spec.read_only and not spec.masked
    return spec.custom and plain and spec.pii is None


def questions(ctx: Ctx, chosen: Sequence[Mapping[str, Any]]) -> list[Question]:
    """The lines of a form in their order, with the labels and choices of the fields themselves. A field that was put
    away since the form was made is not asked any more."""
    known = set(offered(ctx))
    return [_question(ctx, str(one["name"]), bool(one.get("required"))) for one in chosen if one["name"] in known]


def _question(ctx: Ctx, name: str, required: bool) -> Question:
    if name == NEED:
        return Question(name, str(_("What you need")), required, "text_area", MAX_NEED, "off")
    key, _dot, field = name.partition(".")
    spec = entity(ctx, key).fields[field]
    label = str(spec.label)
    if name == "contact.name":
        label = str(_("Your name"))
    elif name == "customer.name":
        label = str(_("Company"))
    choices = tuple((choice.value, str(choice.label)) for choice in spec.choices if choice.active)
    if spec.type.key == "region":
        return Question(name, label, required, "select", 6, "off", (), _regions())
    kind = "select" if choices else INPUT_TYPES.get(spec.type.key, "text")
    return Question(name, label, required, kind, spec.max_length or 200, _AUTOCOMPLETE.get(name, "off"), choices)


@cache
def _regions() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Provinces, each with itself and its cities: nearer than that nobody is asked before there is any business."""
    return tuple(
        (province.name, ((province.code, province.name), *((city.code, city.name) for city in province.children)))
        for province in trees["regions"]()
    )


@dataclass(frozen=True, slots=True)
class Answers:
    """What was sent, taken apart: values for a customer and for a contact, nothing that was left blank."""

    customer: Mapping[str, Any]
    contact: Mapping[str, Any]
    plain: Mapping[str, str]
    """As sent, by the names of the form."""
    is_person: bool = False
    """Nobody's company: the customer is the person."""


def taken(ctx: Ctx, asked: Sequence[Question], sent: Mapping[str, str]) -> Answers:
    """Only what the form asks is read. Who leaves the company blank is a person by the own name."""
    plain = {one.name: value for one in asked if (value := _plain(sent.get(one.name, "")))}
    parts: dict[str, dict[str, Any]] = {"customer": {}, "contact": {}}
    for name, value in plain.items():
        key, _dot, field = name.partition(".")
        if field:
            parts[key][field] = _typed(entity(ctx, key).fields[field], value)
    customer, contact = parts["customer"], parts["contact"]
    if NEED in plain:
        customer["remarks"] = plain[NEED]
    is_person = "name" not in customer and "name" in contact
    if is_person:
        customer["name"] = contact["name"]
        if any(choice.value == PERSON for choice in entity(ctx, "customer").fields["kind"].choices):
            customer["kind"] = PERSON
        customer |= {name: contact[name] for name in ("mobile", "email") if name in contact}
    return Answers(customer, contact, plain, is_person)


def _typed(spec: FieldSpec, text: str) -> Any:
    """A whole number is sent as text; what is none is left to the field to refuse."""
    digits = text.removeprefix("-")
    is_number = spec.type.key == "integer" and digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS
    return int(text) if is_number else text


def _plain(text: str) -> str:
    """Without what no person types and no database keeps."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def problems(ctx: Ctx, asked: Sequence[Question], answers: Answers) -> dict[str, Any]:
    """Name in the form → what is wrong with the answer, by the same rules as everywhere. The same for a customer
    that is known and for a new one."""
    found: dict[str, Any] = {}
    for one in asked:
        value = answers.plain.get(one.name)
        if value is None and one.required:
            found[one.name] = REQUIRED % {"field": one.label}
        elif value is not None and len(value) > one.max_length:
            found[one.name] = _("At most %(limit)d characters.") % {"limit": one.max_length}
    for key, values in (("customer", answers.customer), ("contact", answers.contact)):
        for error in records.check(ctx, key, values) if values else ():
            found.setdefault(_place(asked, key, error), error.message)
    if not answers.customer.get("name") and not found:
        found[next((one.name for one in asked if one.name.endswith(".name")), asked[0].name)] = REQUIRED % {
            "field": _("Your name")
        }
    return found


def _place(asked: Sequence[Question], key: str, error: FieldError) -> str:
    """Where on the page an error belongs; a value taken over from the contact is the contact's."""
    names = {one.name for one in asked}
    field = NEED if error.path == "remarks" else f"{key}.{error.path}"
    return field if field in names else f"contact.{error.path}"
