"""What a token's scopes leave of its person's rights."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Grant, Grants
from kezhou.kernel.errors import Forbidden
from kezhou.platform.access.models import ANY_ENTITY
from kezhou.platform.entities import registry

from .foreign import is_unsafe

READ_ACTIONS = frozenset({"view", "export"})
"""What the scope `read` opens. A reveal of masked values is not reading: it needs its own scope or `write`."""

READING_POSTS = frozenset({"search", "count", "aggregate", "export"})
"""Last words of the paths that only read although they are POSTs."""

CACHED = 4096
"""Tokens whose narrowed rights are kept."""

Actions = Mapping[str, Mapping[str, tuple[Grant, ...]]]


def scope_grants(grants: Grants, scopes: Sequence[str]) -> Grants:
    """The person's rights narrowed to what the token was made for; a scope never adds a right (C20).

    An action that is taken away stays as level `none`: a role's word on an entity replaces its word on every entity,
    and forgetting the former would let the latter, wider one through.
    """
    return grants if "write" in scopes else _narrowed(grants, tuple(scopes))


@lru_cache(maxsize=CACHED)
def _narrowed(grants: Grants, scopes: tuple[str, ...]) -> Grants:
    # The same object for the same token: what is derived from grants is cached beside them.
    named = {scope for scope in scopes if ":" in scope}
    kept = {ANY_ENTITY, *grants.actions, *(scope.split(":", 1)[0] for scope in named)}
    actions = {entity: _narrow(grants.actions, entity, "read" in scopes, named) for entity in kept}
    return replace(grants, actions=actions, admin=frozenset(), everything=False)


def _narrow(actions: Actions, entity: str, read: bool, named: set[str]) -> dict[str, tuple[Grant, ...]]:
    def is_open(action: str) -> bool:
        return (read and action in READ_ACTIONS) or f"{entity}:{action}" in named

    own = actions.get(entity, {})
    narrowed = {
        action: rows if is_open(action) else tuple(Grant(grant.role, "none") for grant in rows)
        for action, rows in own.items()
    }
    if any(scope.startswith(f"{entity}:") for scope in named) and _takes_general_grants(entity):
        # A role that speaks here is no longer heard through its general word, so all of that is repeated here.
        speaking = {grant.role for rows in own.values() for grant in rows}
        for action, general in actions.get(ANY_ENTITY, {}).items():
            if is_open(action):
                said = tuple(grant for grant in general if grant.role not in speaking)
                narrowed[action] = narrowed.get(action, ()) + said
    return narrowed


def _takes_general_grants(entity: str) -> bool:
    """Whether a role's word on every entity reaches this one; administrative entities need a word of their own."""
    compiled = registry.native().get(entity)
    return compiled is not None and not compiled.definition.admin


def refuse_writing(request: HttpRequest, scopes: Sequence[str]) -> None:
    """Raises `Forbidden` for a call that changes something with a token that may only read.

    The rights alone do not say it: some acts are open to everybody who is signed in.
    """
    only_reads = all(scope.rsplit(":", 1)[-1] in {"read", *READ_ACTIONS} for scope in scopes)
    if is_unsafe(request) and only_reads and request.path.rsplit("/", 1)[-1] not in READING_POSTS:
        raise Forbidden(_("This token may only read."), code="token_scope")
