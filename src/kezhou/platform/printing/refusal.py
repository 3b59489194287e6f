"""How this room says that a template cannot be used."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.kernel.placeholder import PlaceholderProblem


def refuse(code: str, message: Any, path: str = "template", **params: Any) -> Invalid:
    """One thing that is wrong with a template, by name."""
    text = message % params if params else message
    return Invalid(_("The template cannot be used."), code=code, errors=[FieldError(path, code, text, params)])


def refuse_all(problems: list[PlaceholderProblem]) -> Invalid:
    """Everything that is wrong with the placeholders of a template at once, so that it is mended in one go."""
    errors = [FieldError("template", one.code, one.message, {"placeholder": one.source}) for one in problems]
    return Invalid(_("The template cannot be used."), code="bad_template", errors=errors)
