"""What the checker says about a flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """`node` is the key of the node or column that it is about, empty for the flow as a whole."""

    level: str
    node: str
    code: str
    message: Any
    params: Mapping[str, Any] = field(default_factory=dict)
