"""The four parts of the key-account card (大客户卡片) and the fields in each."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its fields are confirmed together, in `<key>_confirmed_at` and `<key>_confirmed_by`."""

    key: str
    label: Any
    fields: tuple[str, ...]

    @property
    def confirmed_at(self) -> str:
        return f"{self.key}_confirmed_at"

    @property
    def confirmed_by(self) -> str:
        return f"{self.key}_confirmed_by"


PARTS = (
    Part(
        "basics",
        _("Basic facts"),
        (
            "proprietor", "manager", "legal_person", "first_contact_on", "business_type", "personality", "hobbies",
            "family", "education", "age", "ability", "background",
        ),
    ),
    Part(
        "features",
        _("Characteristics"),
        ("market_area", "sales_capability", "growth_potential", "business_view", "direction", "policy", "traits"),
    ),
    Part(
        "business",
        _("State of business"),
        ("sales_record", "market_share", "competitiveness", "market_position", "competitors", "cooperation"),
    ),
    Part(
        "dealings",
        _("Dealings at present"),
        ("present_sales", "problems", "strategy", "outlook", "image", "reputation", "finances", "credit"),
    ),
)  # fmt: skip
BY_KEY = {part.key: part for part in PARTS}
DEFAULT_DAYS = 180
