"""What an administrator sees and changes of business numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound, Stale
from kezhou.kernel.numbering import BadRule, parse
from kezhou.kernel.text.digits import whole_number
from kezhou.platform.audit import Entry, write
from kezhou.platform.entities import registry
from kezhou.platform.org.models import Department

from .models import NumberPrefix, NumberRule

PERMISSION = "settings"
MAX_PREFIX = 10
PROBLEMS = {
    "unknown_place": _("“%(place)s” is not known; there are {yyyy} {yy} {MM} {dd} {prefix} {serial:4}."),
    "one_serial": _("A rule needs exactly one serial, such as {serial:4}."),
    "too_long": _("A rule has at most 60 characters."),
    "bad_text": _("The text holds characters that cannot be printed."),
    "repeats": _("With this reset numbers would repeat: the date in the number must be as fine as the reset."),
}


def listed(ctx: Ctx) -> list[dict[str, Any]]:
    """Every numbered entity with its rule and what the next number would look like."""
    own = {rule.entity: rule for rule in NumberRule.objects.all()}
    today = company_today(ctx.clock)
    found = []
    for entity in registry.all_entities(ctx).values():
        if entity.definition.number is None:
            continue
        rule = own.get(entity.key)
        text = rule.rule if rule else entity.definition.number.rule
        found.append(
            {
                "entity": entity.key,
                "label": entity.plural,
                "rule": text,
                "declared": entity.definition.number.rule,
                "example": parse(text).write(1, today),
                "version": rule.version if rule else 0,
            }
        )
    return found


def prefixes() -> list[dict[str, Any]]:
    rows = NumberPrefix.objects.select_related("department").order_by("department_id")
    return [{"department": {"id": r.department_id, "title": r.department.name}, "prefix": r.prefix} for r in rows]


def change(ctx: Ctx, entity: str, rule: Any, version: int) -> None:
    """Give an entity another rule; numbers that were issued stay. Raises `NotFound`, `Invalid` (path `rule`),
    `Stale`."""
    known = registry.all_entities(ctx).get(entity)
    if known is None or known.definition.number is None:
        raise NotFound()
    try:
        parse(rule if isinstance(rule, str) else "")
    except BadRule as problem:
        text = PROBLEMS[problem.code] % {"place": problem.place}
        raise Invalid(text, errors=[FieldError("rule", problem.code, text)]) from None
    with transaction.atomic():
        row = NumberRule.objects.select_for_update().filter(entity=entity).first()
        if (row.version if row else 0) != version:
            raise Stale(_("Somebody else saved this first."))
        before = row.rule if row else known.definition.number.rule
        values: Mapping[str, Any] = {
            "rule": rule, "version": version + 1, "updated_at": ctx.clock.now(), "updated_by_id": ctx.actor.id,
        }  # fmt: skip
        NumberRule.objects.update_or_create(entity=entity, defaults=values)
        write(ctx, [Entry("number_rule", None, "settings_changed", {"rule": (before, rule)}, {"entity": entity})])


def set_prefixes(ctx: Ctx, wanted: Any) -> None:
    """Replace the prefixes: department id → text. Raises `Invalid`."""
    shaped = isinstance(wanted, dict) and all(
        whole_number(str(key)) is not None and isinstance(text, str) and len(text.strip()) <= MAX_PREFIX
        and text.isprintable() and not set("{}|") & set(text)
        for key, text in wanted.items()
    )  # fmt: skip
    if not shaped or not _departments_exist(wanted):
        text = _("Prefixes are texts of at most 10 characters by the id of a department.")
        raise Invalid(text, errors=[FieldError("prefixes", "bad_prefixes", text)])
    kept = {int(key): text.strip() for key, text in wanted.items() if text.strip()}
    with transaction.atomic():
        before = dict(NumberPrefix.objects.values_list("department_id", "prefix"))
        NumberPrefix.objects.exclude(department_id__in=kept).delete()
        for department, text in sorted(kept.items()):
            NumberPrefix.objects.update_or_create(department_id=department, defaults={"prefix": text})
        if before != kept:
            write(ctx, [Entry("number_rule", None, "settings_changed", {"prefixes": (_json(before), _json(kept))})])


def _json(prefixes: Mapping[int, str]) -> dict[str, str]:
    return {str(key): text for key, text in sorted(prefixes.items())}


def _departments_exist(wanted: Mapping[str, Any]) -> bool:
    ids = {int(key) for key in wanted}
    return Department.objects.filter(id__in=ids, deleted_at__isnull=True).count() == len(ids)
