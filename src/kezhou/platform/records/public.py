"""Pages of modules for people who are not signed in: a registration form. Each is one path with a token in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kezhou.kernel.ctx import Ctx

MAX_BYTES = 20_000
"""Of what a form sends."""
MAX_FIELDS = 40


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered: a whole HTML document without scripts, and nothing that the reader may not know."""

    html: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[Ctx, str, Mapping[str, str] | None], Page]
"""(anonymous ctx, token, what the form sent or None for looking) → the page. Raises `KezhouError`, shown in plain
words."""


@dataclass(frozen=True, slots=True)
class PublicPage:
    """`prefix` is the first word of the address, `/f/{token}`."""

    prefix: str
    handler: Handler


_pages: dict[str, PublicPage] = {}


def register(page: PublicPage) -> PublicPage:
    """Add a page. Raises ValueError where its word is taken."""
    if page.prefix in _pages:
        raise ValueError(f"two public pages are called {page.prefix!r}")
    _pages[page.prefix] = page
    return page


def registered() -> tuple[PublicPage, ...]:
    return tuple(_pages.values())
