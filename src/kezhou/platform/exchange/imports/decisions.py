"""What a person may decide about an import, checked: what columns mean, what is compared, who owns the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.kernel.text.digits import whole_number
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.org.models import User
from kezhou.platform.records import hooks

from ..models import ImportRun
from . import columns

HISTORY_PERMISSION = "settings"
"""Administrative permission to bring in old data past the guards of a life cycle."""


def choose_preset(ctx: Ctx, entity: CompiledEntity, run: ImportRun, name: Any) -> None:
    """Lay a preset over the columns; an empty name leaves the mapping and makes it the person's own."""
    if not name:
        run.preset = ""
        return
    placed = columns.by_headers(columns.find_preset(ctx, entity, str(name)), run.headers)
    run.mapping = mapping_of(ctx, entity, run, placed)
    run.preset = fitting_preset(entity, run.headers, run.mapping)


def fitting_preset(entity: CompiledEntity, headers: Any, mapping: Mapping[str, str]) -> str:
    """The ready-made preset that this very mapping is; any other mapping is the person's own."""
    key = columns.native_preset(entity, headers)
    return key if key and mapping == columns.by_headers(entity.definition.exchange.presets[key], headers) else ""


def mapping_of(ctx: Ctx, entity: CompiledEntity, run: ImportRun, mapping: Any) -> dict[str, str]:
    """Column index → field. Raises `Invalid` that names every column that is wrong."""
    specs = columns.importable_specs(ctx, entity)
    if not isinstance(mapping, dict):
        raise wrong("mapping", "bad_mapping", _('mapping must be an object such as {"0": "name"}.'))
    errors = []
    chosen: dict[str, str] = {}
    for index, name in mapping.items():
        if name in (None, ""):
            continue
        path = f"mapping.{str(index)[:10]}"
        at = whole_number(str(index))
        if at is None or at >= len(run.headers):
            errors.append(FieldError(path, "no_such_column", _("The file has no such column.")))
        elif not isinstance(name, str) or name not in specs:
            message = _("“%(field)s” is not a field that you may fill from a file.") % {"field": str(name)[:60]}
            errors.append(FieldError(path, "not_importable", message))
        elif name in chosen.values():
            message = _("Two columns cannot both be “%(field)s”.") % {"field": specs[name].label}
            errors.append(FieldError(path, "field_twice", message))
        else:
            chosen[str(at)] = name
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return chosen


def match_of(ctx: Ctx, entity: CompiledEntity, run: ImportRun, match: Any) -> list[str]:
    """The match keys, or of the present ones those that are still mapped. Raises `Invalid`."""
    allowed = columns.match_specs(ctx, entity)
    mapped = set(run.mapping.values())
    if match is None:
        return [name for name in run.match if name in mapped]
    if not isinstance(match, list):
        raise wrong("match", "bad_match", _("match must be a list of fields."))
    for name in match:
        if not isinstance(name, str) or name not in mapped or name not in allowed:
            message = _("“%(field)s” cannot be compared, or no column is mapped to it.") % {"field": str(name)[:60]}
            raise wrong("match", "not_a_match_key", message)
    return list(dict.fromkeys(match))


def owner_of(owner: Any) -> int | None:
    """The colleague who will own the new records. Raises `Invalid`."""
    if owner is None:
        return None
    known = isinstance(owner, int) and not isinstance(owner, bool)
    if not known or not User.objects.filter(id=owner, status=User.Status.ACTIVE, deleted_at__isnull=True).exists():
        raise wrong("owner", "bad_owner", _("The owner must be an active colleague."))
    return int(owner)


def choose_place(ctx: Ctx, entity: CompiledEntity, run: ImportRun, data: Mapping[str, Any]) -> None:
    """Where new records go that do not say it themselves: to a colleague, into a pool, or (neither) to whoever imports.
    Naming one of the two takes the place of the other. Raises `Invalid` (paths `owner`, `pool`)."""
    owner, pool = data.get("owner"), data.get("pool")
    if owner is not None and pool is not None:
        raise wrong("pool", "owner_and_pool", _("Name an owner or a pool, not both."))
    if pool is not None and (isinstance(pool, bool) or pool not in hooks.pools_for_new(ctx, entity)):
        message = _("This pool does not exist, or you may not put new records into it.")
        raise wrong("pool", "no_such_pool", message)
    if "owner" in data or pool is not None:
        run.owner_id = owner_of(owner)
    if "pool" in data or owner is not None:
        run.pool_id = pool


def historical_of(ctx: Ctx, wanted: Any) -> bool:
    """Whether guards of a life cycle are skipped. Raises `Forbidden` without the permission."""
    if not isinstance(wanted, bool):
        raise wrong("historical", "not_boolean", _("This must be true or false."))
    if wanted and HISTORY_PERMISSION not in ctx.grants.admin and not ctx.grants.everything:
        raise Forbidden(_("Only an administrator may import past the rules of a life cycle."), code="no_right")
    return wanted


def wrong(path: str, code: str, message: Any) -> Invalid:
    """An answer about one decision."""
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])
