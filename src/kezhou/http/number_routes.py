"""Rules of business numbers and the prefixes of departments."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from kezhou.platform.numbering import settings

from .administer import administrator, version_if_sent
from .jsonio import answer, body_object, only

router = Router(tags=["numbers"])


@router.get("/number_rules", operation_id="number_rules_list", summary="Number rules and prefixes of departments")
def list_rules(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    only(request.GET)
    return answer({"items": settings.listed(ctx), "prefixes": settings.prefixes()})


@router.put("/number_rules/{slug:key}", operation_id="number_rules_change", summary="Another rule for one entity")
def change_rule(request: HttpRequest, key: str) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    rule = only(body_object(request), "rule").get("rule")
    settings.change(ctx, key, rule, version_if_sent(request) or 0)
    return answer({"items": settings.listed(ctx), "prefixes": settings.prefixes()})


@router.put("/number_prefixes", operation_id="number_prefixes_replace", summary="Replace the prefixes of departments")
def replace_prefixes(request: HttpRequest) -> HttpResponse:
    ctx = administrator(request, settings.PERMISSION)
    settings.set_prefixes(ctx, only(body_object(request), "prefixes").get("prefixes"))
    return answer({"items": settings.listed(ctx), "prefixes": settings.prefixes()})
