"""What roles say about the catalogue: everybody reads products, those who lead make prices, sales do not see costs."""

from collections.abc import Mapping

from kezhou.kernel.ctx import Level
from kezhou.sdk.roles import EVERYTHING, grant_by_default, restrict_by_default

SHELVES = ("product", "product_category", "unit", "product_unit")
PRICES = ("price_book", "price_entry", "price_policy", "discount_authority")
LEADERS = ("ceo", "director")
READERS = ("manager", "finance")
OTHERS = ("sales", "service", "marketing", "readonly")

_ALL: Mapping[str, Level] = dict.fromkeys(EVERYTHING, "all")
_READ: Mapping[str, Level] = {"view": "all", "create": "none"}
_NOTHING: Mapping[str, Level] = {"view": "none", "create": "none"}
HIDDEN = ("cost",)
"""Fields of products that those who sell do not see; the floor they may know."""


def grants(entity: str) -> Mapping[str, Mapping[str, Level]]:
    """Role → action → level of one entity of the catalogue."""
    others = _READ if entity in SHELVES else _NOTHING
    return {
        **dict.fromkeys(LEADERS, _ALL),
        **dict.fromkeys(READERS, _READ),
        **dict.fromkeys(OTHERS, others),
    }


def register() -> None:
    """Called once at start-up."""
    for entity in (*SHELVES, *PRICES):
        grant_by_default(entity, grants(entity))
    for role in OTHERS:
        restrict_by_default("product", role, HIDDEN)
