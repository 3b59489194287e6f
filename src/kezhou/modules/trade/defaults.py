"""What roles say about the documents of a sale: accountants read all of them and take them out as files; otherwise a
role's word on every record holds."""

from collections.abc import Mapping

from kezhou.kernel.ctx import Level
from kezhou.sdk.roles import grant_by_default

ENTITIES = ("quote", "contract", "contract_change", "order", "delivery", "return_order")
_READ: Mapping[str, Level] = {"view": "all", "export": "all", "create": "none"}


def register() -> None:
    """Called once at start-up."""
    for entity in ENTITIES:
        grant_by_default(entity, {"finance": _READ})
