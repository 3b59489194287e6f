"""Templates that come with the product: made once, then the company's own to change or remove."""

from __future__ import annotations

from django.db import transaction

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.turns import take_turns
from kezhou.platform.entities import registry

from .models import PrintTemplate
from .templates import Content, add_version, compiled


def ensure_template(ctx: Ctx, entity_key: str, name: str, packed: bytes) -> int:
    """Bring in a Word file as the usual template of an entity, where none of this name ever was and no other is usual;
    1 where it was made."""
    with transaction.atomic():
        take_turns("print_templates", 0)
        known = PrintTemplate.objects.filter(entity=entity_key)
        if known.filter(name=name).exists():
            return 0
        entity = registry.entity(ctx, entity_key)
        content = Content("docx", packed=packed, file_name=f"{name}.docx")
        bindings = compiled(ctx, entity, content)
        row = PrintTemplate.objects.create(
            entity=entity_key,
            name=name,
            kind="docx",
            is_default=not known.filter(is_default=True, removed_at__isnull=True).exists(),
            updated_at=ctx.clock.now(),
        )
        add_version(ctx, row, content, bindings)
    return 1
