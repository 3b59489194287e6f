"""Linked records beside the rows that point to them (`expand=customer,owner`), through the same read door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, Forbidden, NotFound
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity

MAX_EXPANDED = 5
LINKS = frozenset({"link", "user", "department"})
KEY = "_expanded"

Many = Callable[[Ctx, CompiledEntity, Sequence[int]], list[dict[str, Any]]]


def check(ctx: Ctx, entity: CompiledEntity, names: Sequence[str]) -> None:
    """Raises `BadRequest` for more than `MAX_EXPANDED` names and for what is no link that the actor sees."""
    if len(names) > MAX_EXPANDED:
        raise BadRequest(_("expand takes at most %(limit)d fields.") % {"limit": MAX_EXPANDED}, code="bad_expand")
    known = list(_links(ctx, entity))
    for name in names:
        if name not in known:
            raise BadRequest(
                _("“%(field)s” cannot be expanded. Links of %(entity)s are: %(known)s.")
                % {"field": name[:60], "entity": entity.label, "known": ", ".join(known)},
                code="bad_expand",
            )


def attach(ctx: Ctx, entity: CompiledEntity, items: list[dict[str, Any]], names: Sequence[str], many: Many) -> None:
    """Put `{name: record or None}` under `_expanded` of each item: one statement per name. None is a link that leads
    nowhere, into the trash or to what the actor may not see."""
    for item in items if names else ():
        item[KEY] = dict.fromkeys(names)
    for name in names:
        ids = {item[name]["id"] for item in items if isinstance(item.get(name), dict)}
        try:
            target = registry.entity(ctx, entity.fields[name].link or "")
            found = {record["id"]: record for record in many(ctx, target, sorted(ids))} if ids else {}
        except (NotFound, Forbidden):
            found = {}
        for item in items:
            if isinstance(item.get(name), dict):
                item[KEY][name] = found.get(item[name]["id"])


def _links(ctx: Ctx, entity: CompiledEntity) -> Iterator[str]:
    rights, known = field_rights(ctx, entity), registry.all_entities(ctx)
    for name, spec in entity.fields.items():
        if spec.link in known and spec.type.key in LINKS and rights[name].view == "full":
            yield name
