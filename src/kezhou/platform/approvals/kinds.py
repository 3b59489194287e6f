"""Which approvals there are and what follows from the answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.platform.entities import registry

from .models import ApprovalRequest

Follow = Callable[[Ctx, ApprovalRequest], None]


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """`on_approved` and its likes run in the transaction of the decision: when they fail, nothing was decided.

    `on_undone` follows a withdrawal and a return to the starter. `fields` are the values of the payload that a flow's
    conditions may speak of: name → (type of field, label).
    """

    key: str
    label: Any
    on_approved: Follow
    on_rejected: Follow | None = None
    on_undone: Follow | None = None
    fields: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    entity: str = ""
    """The entity whose record every request of this kind is about and whose fields conditions speak of. Its row is
    locked before the request's, because what follows writes it."""
    documents: Collection[str] = ()
    """Further entities whose records requests of this kind may be about, with the fields of the kind alone: they are
    locked, shown with their requests, and opened to whoever decides, like those of `entity`."""
    holds: Collection[str] = ()
    """Fields of a record without an approval of its own that nobody changes while the request runs: what was judged.
    A record with one is locked as a whole."""


_kinds: dict[str, ApprovalKind] = {}


def approval_kind(
    key: str,
    label: Any,
    *,
    on_rejected: Follow | None = None,
    on_undone: Follow | None = None,
    fields: Mapping[str, tuple[str, Any]] | None = None,
    entity: str = "",
    documents: Collection[str] = (),
    holds: Collection[str] = (),
) -> Callable[[Follow], Follow]:
    """Register a kind; the decorated function carries out what was approved, with the context of the approver."""

    def register(on_approved: Follow) -> Follow:
        known = _kinds.get(key)
        if known is not None and known.on_approved is not on_approved:
            raise ValueError(f"approval kind {key} is registered twice")
        _kinds[key] = ApprovalKind(
            key, label, on_approved, on_rejected, on_undone, fields or {}, entity, documents, holds
        )
        return on_approved

    return register


def get(key: str) -> ApprovalKind:
    try:
        return _kinds[key]
    except KeyError:
        raise LookupError(f"approval kind {key!r} is not registered") from None


def find(key: str) -> ApprovalKind | None:
    return _kinds.get(key)


def about(entity: str) -> list[str]:
    """The kinds whose requests belong to records of the entity."""
    return [kind.key for kind in _kinds.values() if entity and (kind.entity == entity or entity in kind.documents)]


def is_document(key: str, entity: str) -> bool:
    """Whether the requests of a kind come from `submit` of a document, where the starter can name people."""
    found = registry.native().get(entity) if entity == key else None
    return found is not None and found.definition.approval is not None


def every() -> Mapping[str, ApprovalKind]:
    return _kinds
