"""The acts that the audit knows, in human words, and what an erasure of a person does to their entries.

Registering is not optional: `audit.write` refuses an unknown action, so that no log line is ever unreadable.
"""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

OnErase = Literal["values", "nothing"]
"""`values`: old and new values of personal fields are cleared. `nothing`: entries of this kind hold none."""


@dataclass(frozen=True, slots=True)
class Action:
    key: str
    label: Any
    on_erase: OnErase


_actions: dict[str, Action] = {}


def register(key: str, label: Any, on_erase: OnErase = "nothing") -> None:
    """Make an act known. Twice the same key with another meaning is a programming error."""
    known = _actions.get(key)
    if known is not None and (known.on_erase != on_erase or str(known.label) != str(label)):
        raise ValueError(f"audit action {key} is registered twice with different meanings")
    _actions[key] = Action(key, label, on_erase)


def get(key: str) -> Action:
    try:
        return _actions[key]
    except KeyError:
        raise LookupError(f"audit action {key!r} is not registered") from None


def is_known(key: str) -> bool:
    return key in _actions


def all_actions() -> tuple[Action, ...]:
    return tuple(_actions.values())


for _key, _label, _on_erase in (
    ("create", _("created"), "values"),
    ("update", _("changed"), "values"),
    ("delete", _("moved to the trash"), "values"),
    ("restore", _("restored from the trash"), "values"),
    ("purge", _("deleted for good"), "values"),
    ("merge", _("merged"), "values"),
    ("assign", _("assigned"), "nothing"),
    ("import", _("imported"), "values"),
    ("import_undo", _("import undone"), "values"),
    ("export", _("exported"), "nothing"),
    ("reveal", _("viewed a protected value"), "nothing"),
    ("view", _("viewed"), "nothing"),
    ("denied", _("was refused"), "nothing"),
    ("login", _("signed in"), "nothing"),
    ("login_failed", _("failed to sign in"), "nothing"),
    ("logout", _("signed out"), "nothing"),
    ("locked", _("was locked out"), "nothing"),
    ("elevated", _("confirmed the password for administrative acts"), "nothing"),
    ("password_changed", _("changed the password"), "nothing"),
    ("password_reset", _("had the password reset"), "nothing"),
    ("totp_enabled", _("switched the second factor on"), "nothing"),
    ("totp_disabled", _("switched the second factor off"), "nothing"),
    ("session_revoked", _("ended a session"), "nothing"),
    ("token_created", _("created an access token"), "nothing"),
    ("token_revoked", _("revoked an access token"), "nothing"),
    ("account_applied", _("applied for an account"), "nothing"),
    ("enabled", _("was enabled"), "nothing"),
    ("disabled", _("was disabled"), "nothing"),
    ("grants_changed", _("changed rights"), "nothing"),
    ("roles_changed", _("changed roles"), "nothing"),
    ("share", _("shared"), "nothing"),
    ("unshare", _("stopped sharing"), "nothing"),
    ("approval_requested", _("asked for approval"), "nothing"),
    ("approved", _("approved"), "nothing"),
    ("rejected", _("rejected"), "nothing"),
    ("withdrawn", _("withdrew the request"), "nothing"),
    ("comment", _("commented"), "nothing"),
    ("file_added", _("added a file"), "nothing"),
    ("file_removed", _("removed a file"), "nothing"),
    ("file_downloaded", _("downloaded a file"), "nothing"),
    ("definition_changed", _("changed a definition"), "nothing"),
    ("settings_changed", _("changed settings"), "nothing"),
    ("erase", _("erased personal data"), "nothing"),
    ("posted", _("posted to the ledger"), "nothing"),
):
    register(_key, _label, _on_erase)  # type: ignore[arg-type]
