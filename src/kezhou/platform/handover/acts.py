"""The words of the audit for handovers."""

from django.utils.translation import pgettext_lazy

from kezhou.platform.audit import actions

WORDS = (
    ("handover", pgettext_lazy("audit", "handed over")),
    ("handover_started", pgettext_lazy("audit", "started a handover")),
    ("handover_done", pgettext_lazy("audit", "finished a handover")),
    ("handover_undone", pgettext_lazy("audit", "took a handover back")),
)


def register() -> None:
    """Called once at start-up."""
    for key, label in WORDS:
        actions.register(key, label)
