"""What an `entity.py` is written with."""

from kezhou.kernel.errors import FieldError
from kezhou.platform.entities.definition import (
    PRESENT,
    Action,
    Card,
    Change,
    Computed,
    Entity,
    Exchange,
    Features,
    Field,
    Layout,
    Lifecycle,
    List,
    Menu,
    Preset,
    Related,
    Scope,
    Section,
)
from kezhou.platform.fields.spec import Pii

__all__ = [
    "PRESENT",
    "Action",
    "Card",
    "Change",
    "Computed",
    "Entity",
    "Exchange",
    "Features",
    "Field",
    "FieldError",
    "Layout",
    "Lifecycle",
    "List",
    "Menu",
    "Pii",
    "Preset",
    "Related",
    "Scope",
    "Section",
]
