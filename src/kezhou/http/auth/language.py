"""In which language a call is answered: the person's own setting, else what the browser asks for, else Chinese."""

from django.http import HttpRequest
from django.utils import translation

TAGS = {"zh-hans": "zh-CN", "en": "en"}
"""Our locales and how the API writes them (BCP 47)."""

LOCALES = {"zh-hans": "zh-hans", "zh-cn": "zh-hans", "zh": "zh-hans", "en": "en", "en-us": "en", "en-gb": "en", "": ""}
"""What `PATCH me` accepts; the empty one goes back to the browser's language."""


def use(request: HttpRequest, own: str = "") -> str:
    """Choose the locale of this call, make it the active one of the thread, and return it."""
    locale = own if own in TAGS else translation.get_language_from_request(request)
    translation.activate(locale)
    return locale
