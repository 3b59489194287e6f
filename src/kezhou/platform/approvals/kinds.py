"""Which approvals there are and what follows from the answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kezhou.kernel.ctx import Ctx

from .models import ApprovalRequest

Follow = Callable[[Ctx, ApprovalRequest], None]


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """`on_approved` and `on_rejected` run in the transaction of the decision: when they fail, nothing was decided."""

    key: str
    label: Any
    on_approved: Follow
    on_rejected: Follow | None


_kinds: dict[str, ApprovalKind] = {}


def approval_kind(key: str, label: Any, *, on_rejected: Follow | None = None) -> Callable[[Follow], Follow]:
    """Register a kind; the decorated function carries out what was approved, with the context of the approver."""

    def register(on_approved: Follow) -> Follow:
        known = _kinds.get(key)
        if known is not None and known.on_approved is not on_approved:
            raise ValueError(f"approval kind {key} is registered twice")
        _kinds[key] = ApprovalKind(key, label, on_approved, on_rejected)
        return on_approved

    return register


def get(key: str) -> ApprovalKind:
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f"approval kind {key!r} is not registered") from None
