"""Oneself: what the web app needs to know after loading, and one's own settings."""

from typing import Any
from zoneinfo import available_timezones

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from kezhou.kernel.errors import FieldError, Invalid
from kezhou.platform.org.models import User

from . import language
from .authenticate import door, enter_again, signed_in, vestibule
from .me import me_of
from .schemas import Me, Preferences

router = Router(tags=["me"])


@router.get("/me", auth=vestibule, response=Me, operation_id="me")
def get_me(request: HttpRequest) -> Me:
    return me_of(signed_in(request))


@router.patch("/me", auth=door, response=Me, operation_id="me_update")
def patch_me(request: HttpRequest, body: Preferences) -> Me:
    """Only what is sent changes. Settings of one's own screen: they move no version and ask for no right."""
    who = signed_in(request)
    changes: dict[str, Any] = {key: value for key, value in body.model_dump().items() if value is not None}
    _check(changes)
    if changes:
        User.objects.filter(id=who.person.id).update(**changes)
    return me_of(enter_again(request))


def _check(changes: dict[str, Any]) -> None:
    errors = []
    if "locale" in changes:
        locale = language.LOCALES.get(changes["locale"].lower())
        if locale is None:
            message = _("The languages are zh-CN and en.")
            errors.append(FieldError("locale", "unknown", message, {"choices": sorted(language.TAGS.values())}))
        changes["locale"] = locale
    if "tz" in changes and changes["tz"] not in available_timezones():
        errors.append(FieldError("tz", "unknown", _("Use the name of a time zone, such as Asia/Shanghai.")))
    if errors:
        raise Invalid(_("These settings cannot be saved."), errors=errors)
