"""Who holds a role or an administrative permission: answered by a room that this one does not know."""

from collections.abc import Callable, Sequence

Holders = Callable[[str, str], Sequence[int]]

_holders: Holders | None = None


def set_holders(find: Holders) -> None:
    """`find(role, permission)` returns the active people who hold either; an empty word asks for nothing."""
    global _holders
    _holders = find


def holders(role: str, permission: str) -> Sequence[int]:
    """Whom to tell about a request that goes to a role or permission. Without an answer nobody is told; the list
    shows it."""
    return _holders(role, permission) if _holders and (role or permission) else ()


def is_alone(person: int | None, role: str, permission: str) -> bool:
    """Whether nobody but the person holds the role or permission, as far as somebody can say. The system, which has
    nobody to tell it to, is never alone."""
    return person is not None and _holders is not None and not set(holders(role, permission)) - {person}
