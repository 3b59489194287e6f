"""What the audit calls the acts of this room, and what people call the places in which rows move."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kezhou.platform.audit import actions

TABLES = {
    "notify_comment": _("Comments"),
    "files_file": _("Files"),
    "query_follow": _("Followers"),
    "access_share": _("Team members and shares"),
    "approvals_request": _("Approvals"),
}
"""Platform tables that people know by a name; of others the model's own words are shown."""


def register() -> None:
    """Called once at start-up. “merge” itself the audit knows from the start."""
    actions.register("merge_undone", pgettext_lazy("audit", "took a merge back"), "values")
    actions.register("merge_moved", pgettext_lazy("audit", "moved along with a merge"), "values")
