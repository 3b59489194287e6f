"""Parts, seen by whoever sees their gadget."""

from kezhou.sdk.entity import Entity, Field, Scope
from tests.fakes.odd.part.model import Part


class PartEntity(Entity):
    model = Part
    scope = Scope(parent="gadget")
    fields = {"name": Field(search=True)}
