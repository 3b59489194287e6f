"""The row that an entity has in this room."""

from kezhou.platform.entities.compiled import CompiledEntity

from .models import Watched

NUMBER = "(SELECT w.id FROM duplicates_watched w WHERE w.entity = %s)"
"""SQL of the small number that stands in the entity's keys; null for an entity that was never watched."""


def watched(entity: CompiledEntity) -> Watched:
    """The entity's row; made at first use."""
    found = Watched.objects.filter(entity=entity.key).first()
    return found or Watched.objects.get_or_create(entity=entity.key)[0]
