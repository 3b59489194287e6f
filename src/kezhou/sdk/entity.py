"""What an `entity.py` is written with."""

from kezhou.kernel.errors import FieldError
from kezhou.platform.entities.definition import (
    PRESENT,
    Action,
    Approval,
    Change,
    Companion,
    Computed,
    Entity,
    Exchange,
    Features,
    Field,
    Lifecycle,
    Lines,
    Number,
    Prepared,
    Scope,
)
from kezhou.platform.entities.presentation import Calendar, Card, Kanban, Layout, List, Menu, Preset, Related, Section
from kezhou.platform.fields.spec import MONEY_OF, Pii

__all__ = [
    "MONEY_OF",
    "PRESENT",
    "Action",
    "Approval",
    "Calendar",
    "Card",
    "Change",
    "Companion",
    "Computed",
    "Entity",
    "Exchange",
    "Features",
    "Field",
    "FieldError",
    "Kanban",
    "Layout",
    "Lifecycle",
    "Lines",
    "List",
    "Menu",
    "Number",
    "Pii",
    "Prepared",
    "Preset",
    "Related",
    "Scope",
    "Section",
]
