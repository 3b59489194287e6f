"""How this package says no."""

from ..errors import BadRequest, FieldError
from ..text.sentence import Sentence


def refuse(path: str, code: str, message: Sentence) -> BadRequest:
    """A 400 `bad_condition` that names the place, the rule and its figures."""
    return BadRequest(message, code="bad_condition", errors=[FieldError(path, code, message, message.params)])
