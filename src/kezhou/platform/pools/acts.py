"""The words of the audit for what happens to pools and to what lies in them."""

from django.utils.translation import pgettext_lazy

from kezhou.platform.audit import actions

WORDS = (
    ("claim", pgettext_lazy("audit", "claimed from the pool")),
    ("return", pgettext_lazy("audit", "put back into a pool")),
    ("recycle", pgettext_lazy("audit", "recycled into a pool")),
    ("hold", pgettext_lazy("audit", "kept from being recycled")),
    ("transfer", pgettext_lazy("audit", "moved to another pool")),
)


def register() -> None:
    """Called once at start-up. Handing over and merging bring their own words along."""
    for key, label in WORDS:
        actions.register(key, label)
