"""Choosing, checking and changing passwords by the profile in force."""

import secrets
import string
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Invalid, NotFound
from kezhou.platform.org.models import User

from . import guessable, hashing, profiles
from .hooks import SecurityEvent, report
from .profiles import Profile
from .revoke import revoke_proofs

TEMPORARY_LENGTH = 16

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def problems(profile: Profile, password: str, own: Sequence[str], history: Sequence[str] = ()) -> list[FieldError]:
    """Everything that is wrong with a new password, at path `password`; empty when it may be used.

    `own` are the person's own words (names, numbers, addresses); `history` the hashes of the present and earlier
    passwords.
    """
    text = hashing.normalise(password)
    found: list[FieldError] = []

    def wrong(code: str, message: str | Promise, **params: int) -> None:
        found.append(FieldError("password", code, str(message) % params if params else message, params))

    if len(text) < profile.min_length:
        wrong("too_short", _("Use at least %(min)s characters."), min=profile.min_length)
    if len(text) > profile.max_length:
        wrong("too_long", _("Use at most %(max)s characters."), max=profile.max_length)
        return found
    if class_count(text) < profile.min_classes:
        message = _("Use at least %(classes)s of: lower case letters, upper case letters, digits, other characters.")
        wrong("too_simple", message, classes=profile.min_classes)
    if guessable.is_common(text):
        wrong("too_common", _("This password is among the first that are guessed. Choose another."))
    if guessable.contains_own_word(text, own):
        wrong("own_word", _("Do not use your name, user name, staff number, e-mail or phone in the password."))
    if not found and any(hashing.verify(old, text) for old in history[: profile.history] if old):
        wrong("used_before", _("Do not use one of your last %(history)s passwords again."), history=profile.history)
    return found


def class_count(text: str) -> int:
    """How many of the classes lower, upper, digit and other the text holds."""
    known = [any(character in group for character in text) for group in _CLASSES]
    other = any(not any(character in group for group in _CLASSES) for character in text)
    return sum(known) + other


def own_words(user: User) -> list[str]:
    return [text for text in (user.username, user.name, user.staff_no, user.email, user.phone) if text]


def must_change(flagged: bool, changed_at: datetime | None, now: datetime) -> bool:
    """Whether the password must be changed before anything else: somebody else chose it, or the profile says it is
    too old."""
    max_age = profiles.current().max_age
    return flagged or (max_age is not None and changed_at is not None and changed_at + max_age <= now)


def change(ctx: Ctx, user_id: int, old: str, new: str, *, keep_session: int | None) -> None:
    """The person's own change. Ends every other session of theirs.

    Raises `Invalid` at path `old` for a wrong old password and at path `new` for a bad new one.
    """
    with transaction.atomic():
        user = _lock(user_id)
        if not hashing.verify(user.password, old):
            message = _("The old password is not right.")
            raise Invalid(message, errors=[FieldError("old", "wrong", message)])
        profile = profiles.current()
        found = problems(profile, new, own_words(user), [user.password, *user.password_history])
        if not found and hashing.normalise(new) == hashing.normalise(old):
            found = [FieldError("password", "unchanged", _("The new password must differ from the old one."))]
        if found:
            errors = [FieldError("new", error.code, error.message, error.params) for error in found]
            raise Invalid(_("The new password does not meet the rules."), errors=errors)
        _store(ctx, user, new, must_change=False)
        revoke_proofs(user_id, ctx.clock.now(), keep_session=keep_session, tokens=False)
        report(ctx, SecurityEvent("password_changed", user_id))


def set_password(ctx: Ctx, user_id: int, password: str, *, must_change: bool | None = None) -> None:
    """Give a person a password without asking for the old one (set-up, demo). Ends their sessions.

    `must_change`: None takes what the profile says about a password that somebody else chose. Raises `Invalid` at
    `password`.
    """
    with transaction.atomic():
        user = _lock(user_id)
        profile = profiles.current()
        found = problems(profile, password, own_words(user), [user.password, *user.password_history])
        if found:
            raise Invalid(_("The new password does not meet the rules."), errors=found)
        _store(ctx, user, password, must_change=profile.first_login_change if must_change is None else must_change)
        revoke_proofs(user_id, ctx.clock.now(), tokens=False)
        report(ctx, SecurityEvent("password_reset", user_id))


def reset(ctx: Ctx, user_id: int) -> str:
    """An administrator's reset: ends every session and token and returns a temporary password, to be changed at first
    use.

    The second factor stays: a reset password alone opens nothing for a person who has one (C16).
    """
    with transaction.atomic():
        user = _lock(user_id)
        temporary = temporary_password()
        _store(ctx, user, temporary, must_change=True)
        revoke_proofs(user_id, ctx.clock.now(), tokens=True)
        report(ctx, SecurityEvent("password_reset", user_id))
    return temporary


def temporary_password() -> str:
    """A random password that meets both profiles and can be read out: no 0 O 1 l I."""
    groups = ("abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789", "-+=?")
    letters = [secrets.choice(group) for group in groups]
    letters += [secrets.choice("".join(groups[:3])) for _unused in range(TEMPORARY_LENGTH - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def upgrade_hash(user_id: int, stored: str, password: str) -> None:
    """Store a stronger hash of the same password, once, at a sign-in after the parameters were raised."""
    User.objects.filter(id=user_id, password=stored).update(password=hashing.hash_password(password))


def _lock(user_id: int) -> User:
    user = User.objects.select_for_update(of=("self",)).filter(id=user_id, deleted_at__isnull=True).first()
    if user is None:
        raise NotFound(_("This person does not exist."))
    return user


def _store(ctx: Ctx, user: User, password: str, *, must_change: bool) -> None:
    keep = max(profile.history for profile in profiles.PROFILES.values()) - 1
    earlier = [user.password, *user.password_history] if user.password else []
    now = ctx.clock.now()
    User.objects.filter(id=user.id).update(
        password=hashing.hash_password(password),
        password_history=earlier[:keep],
        password_changed_at=now,
        must_change_password=must_change,
        updated_at=now,
        updated_by_id=ctx.actor.id,
        version=F("version") + 1,
    )
