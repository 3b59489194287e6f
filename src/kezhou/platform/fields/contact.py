"""Ways to reach somebody, and numbers that identify somebody. All of them are personal when a person stands behind."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.text.phones import looks_masked, mask_email, mask_id_number, mask_phone, normalise_phone

from .base import COMMON, TEXTUAL, Column, FieldType, ValueProblem
from .spec import FieldSpec

_is_email = EmailValidator()
_is_url = URLValidator(schemes=["http", "https"])


class Maskable(FieldType):
    """A type whose value may be shown in part, and then be looked for only as a whole (architecture 9.12)."""

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        if isinstance(raw, str) and looks_masked(raw):
            raise ValueProblem(
                "masked_value",
                _("This is the shortened form that is shown to you. Leave the field out, or send the full value."),
            )
        return super().clean(raw, spec)


class Phone(Maskable):
    """Mobile, landline with area code, 400/800; spaces and +86 are taken away."""

    key = "phone"
    operators = (*COMMON, "starts")
    sortable = False

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec)
        phone = normalise_phone(text)
        if phone is None:
            raise ValueProblem("not_phone", _("This must be a phone number such as 13800001234 or 0755-26780000."))
        return f"{phone.digits}-{phone.extension}" if phone.extension else phone.digits

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return self.clean(str(cell), spec)

    def mask(self, value: str) -> str:
        return mask_phone(value)

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return f"138{number:08d}"


class Email(Maskable):
    key = "email"
    operators = TEXTUAL
    sortable = False

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec).lower()
        try:
            _is_email(text)
        except ValidationError:
            raise ValueProblem("not_email", _("This must be an e-mail address such as name@example.com.")) from None
        return text

    def mask(self, value: str) -> str:
        return mask_email(value)

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {**super().schema(spec), "format": "email"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return f"{spec.name}{number}@example.com"


class Url(FieldType):
    """A web address; without a scheme it is taken as https."""

    key = "url"

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec)
        if not re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*:", text):
            text = f"https://{text}"
        try:
            _is_url(text)
        except ValidationError:
            raise ValueProblem("not_url", _("This must be a web address such as https://example.com.")) from None
        return text

    def schema(self, spec: FieldSpec) -> Mapping[str, Any]:
        return {**super().schema(spec), "format": "uri"}

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return f"https://example.com/{number}"


class CreditCode(FieldType):
    """Unified social credit code (GB 32100). A wrong code is kept and flagged, never refused: paper has errors too."""

    key = "credit_code"

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec).upper().replace(" ", "").replace("-", "")
        if not text.isascii() or not text.isalnum():
            raise ValueProblem("not_code", _("A code consists of letters and digits, such as 91350100M000100Y43."))
        return text

    def parse(self, cell: Any, spec: FieldSpec) -> Any:
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return self.clean(str(cell), spec)

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return f"9111010{number:011d}"


class IdNumber(Maskable):
    """Number of an identity document: encrypted in the database, found by its complete value only."""

    key = "id_number"
    operators = ("eq", "in", "empty", "not_empty")
    sortable = False
    custom_allowed = False
    columns = (Column("", "bytea"), Column("_blind", "bytea"))

    def clean(self, raw: Any, spec: FieldSpec) -> Any:
        text = super().clean(raw, spec).upper().replace(" ", "")
        if not text.isascii() or not text.isalnum():
            raise ValueProblem("not_id_number", _("A document number consists of letters and digits."))
        return text

    def mask(self, value: str) -> str:
        return mask_id_number(value)

    def sample(self, spec: FieldSpec, number: int) -> Any:
        return f"11010119900101{number:04d}"
