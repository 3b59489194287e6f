"""Writing down what was done to something that is no record of an entity: settings, forms, rules.

`action("registered_again", _("…"))` at start-up makes a word known; `write` belongs into the transaction of the
change."""

from kezhou.platform.audit import Entry, write
from kezhou.platform.audit.actions import register as action

__all__ = ["Entry", "action", "write"]
