"""A page for people who are not signed in: `public_page(PublicPage("f", handler))` at start-up, and what such a page
needs to keep abuse away."""

from kezhou.platform.identity.limits import hit
from kezhou.platform.records.public import Page, PublicPage
from kezhou.platform.records.public import register as public_page

__all__ = ["Page", "PublicPage", "hit", "public_page"]
