"""The pages that modules show to people who are not signed in. No cookie is read or set, so nobody's session can be
used through them; a form of another site is refused by its origin."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Actor, Ctx
from kezhou.kernel.errors import BadRequest, KezhouError
from kezhou.platform.records import public

from .auth import foreign, language
from .auth.address import client_ip
from .auth.authenticate import clock_of, request_id
from .given import refuse_nul

FORM = "application/x-www-form-urlencoded"
METHODS = ("GET", "HEAD", "POST")


def urls() -> list[URLPattern]:
    """One address per registered page."""
    return [path(f"{page.prefix}/<str:token>", _view(page)) for page in public.registered()]


def _view(page: public.PublicPage):  # type: ignore[no-untyped-def]  # a Django view
    def view(request: HttpRequest, token: str) -> HttpResponse:
        ctx = Ctx(
            actor=Actor(None, "", "anonymous"),
            request_id=request_id(request),
            locale=language.use(request),
            clock=clock_of(request),
            ip=client_ip(request),
        )
        try:
            refuse_nul(request)
            if request.method not in METHODS:
                return _answer(public.Page(_plain(_("This cannot be done here")), 405, {"Allow": ", ".join(METHODS)}))
            return _answer(page.handler(ctx, token, _sent(request) if request.method == "POST" else None))
        except KezhouError as error:
            return _answer(
                public.Page(_plain(str(error.message or _("There is nothing here"))), error.status, error.headers)
            )

    return view


def _sent(request: HttpRequest) -> dict[str, str]:
    """The fields of the form. Raises `BadRequest` for anything larger or other than a form."""
    foreign.refuse_foreign_origin(request)
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != FORM or not length.isdigit() or int(length) > public.MAX_BYTES:
        raise BadRequest(_("The request is too large or no form."), code="not_a_form")
    try:
        pairs = parse_qsl(
            request.body.decode("utf-8"), keep_blank_values=True, max_num_fields=public.MAX_FIELDS, errors="strict"
        )
    except ValueError:
        raise BadRequest(_("The request is too large or no form."), code="not_a_form") from None
    return dict(pairs)


def _answer(page: public.Page) -> HttpResponse:
    response = HttpResponse(page.html, status=page.status, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    for name, text in page.headers.items():
        response[name] = text
    return response


def _plain(message: str) -> str:
    return (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(message)}</title><body style="font:16px/1.6 sans-serif;padding:24px"><p>{escape(message)}</p>'
    )
