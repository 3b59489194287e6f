"""The life of an account: applied for, approved or rejected, disabled, enabled again."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict, FieldError, Invalid, NotFound
from kezhou.platform.org import people
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import User

from . import hashing, hooks, limits, passwords, profiles
from .hooks import SecurityAction, SecurityEvent, report
from .models import AccountApplication
from .revoke import revoke_proofs

HOUR = 3600
APPLICATIONS_PER_ADDRESS = 10
APPLICATIONS_IN_ALL = 200
"""Applications per hour, from one address and from the whole world: each one is a row that somebody must read."""


@dataclass(frozen=True, slots=True)
class Application:
    name: str
    username: str
    email: str
    phone: str
    staff_no: str
    department: str
    """The department as the person writes it; who approves chooses the real one."""
    reason: str
    password: str


def apply(ctx: Ctx, wanted: Application) -> None:
    """Ask for an account. The same answer and the same work whether or not the names are taken; a taken one changes
    nothing.

    Raises `Invalid` for a password or name that breaks the rules, which depends on the input alone, and `TooMany`.
    """
    now = ctx.clock.now()
    limits.hit(f"apply:{ctx.ip}", APPLICATIONS_PER_ADDRESS, HOUR, now)
    limits.hit("apply", APPLICATIONS_IN_ALL, HOUR, now)
    _check(wanted)
    hashed = hashing.hash_password(wanted.password)
    if _is_taken(wanted):
        return
    try:
        with transaction.atomic():
            user = people.create_user(
                ctx,
                username=wanted.username.strip(),
                name=wanted.name.strip(),
                email=wanted.email.strip(),
                phone=wanted.phone.strip(),
                staff_no=wanted.staff_no.strip(),
                status=User.Status.APPLIED,
                password=hashed,
                password_changed_at=now,
            )
            AccountApplication.objects.create(
                user=user, department=wanted.department.strip(), reason=wanted.reason.strip(), ip=ctx.ip, created_at=now
            )
            report(ctx, SecurityEvent("account_applied", user.id))
            for take in hooks.account_applied:
                take(ctx, user.id)
    except IntegrityError:
        # Somebody took the name since it was looked up: the same silence as when it was taken before.
        return


def approve(ctx: Ctx, user_id: int) -> None:
    """Make an applied account active. Department and roles are given by the caller in the same transaction."""
    _decide(ctx, user_id, User.Status.ACTIVE, "approved")


def reject(ctx: Ctx, user_id: int) -> None:
    """Turn an application down; its names are free again."""
    _decide(ctx, user_id, User.Status.REJECTED, "rejected")


def disable(ctx: Ctx, user_id: int) -> None:
    """Shut a person out: sessions and tokens end now and stay ended when the person is enabled again (C18)."""
    with transaction.atomic():
        _change(ctx, user_id, User.Status.ACTIVE, User.Status.DISABLED)
        revoke_proofs(user_id, ctx.clock.now(), tokens=True)
        report(ctx, SecurityEvent("disabled", user_id))


def enable(ctx: Ctx, user_id: int) -> None:
    with transaction.atomic():
        _change(ctx, user_id, User.Status.DISABLED, User.Status.ACTIVE)
        report(ctx, SecurityEvent("enabled", user_id))


def _decide(ctx: Ctx, user_id: int, status: User.Status, action: SecurityAction) -> None:
    with transaction.atomic():
        _change(ctx, user_id, User.Status.APPLIED, status)
        AccountApplication.objects.filter(user_id=user_id).update(
            decided_at=ctx.clock.now(), decided_by_id=ctx.actor.id
        )
        report(ctx, SecurityEvent(action, user_id))


def _change(ctx: Ctx, user_id: int, before: User.Status, after: User.Status) -> None:
    """One conditional update: two people deciding at once cannot both win."""
    rows = User.objects.filter(id=user_id, deleted_at__isnull=True)
    changed = rows.filter(status=before).update(
        status=after, version=F("version") + 1, updated_at=ctx.clock.now(), updated_by_id=ctx.actor.id
    )
    if not changed:
        if rows.exists():
            raise Conflict(_("The account is not in the state that this step starts from."), code="wrong_state")
        raise NotFound(_("This person does not exist."))
    bump_access([user_id])


def _check(wanted: Application) -> None:
    errors = []
    for path, text in (("name", wanted.name), ("username", wanted.username)):
        if not text.strip():
            errors.append(FieldError(path, "required", _("This is required.")))
    if "@" in wanted.username:
        errors.append(FieldError("username", "at_sign", _("A user name has no @; the e-mail has a field of its own.")))
    own = [text for text in (wanted.username, wanted.name, wanted.staff_no, wanted.email, wanted.phone) if text]
    errors += passwords.problems(profiles.current(), wanted.password, own)
    if errors:
        raise Invalid(_("The application is not complete."), errors=errors)


def _is_taken(wanted: Application) -> bool:
    """Whether any of the names would sign in as, or read as, somebody else's."""
    keys = {text.strip().lower() for text in (wanted.username, wanted.staff_no, wanted.email) if text.strip()}
    names: dict[str, Any] = {"a": Lower("username"), "b": Lower("staff_no"), "c": Lower("email")}
    return (
        User.objects.annotate(**names)
        .filter(Q(a__in=keys) | Q(b__in=keys) | Q(c__in=keys))
        .filter(deleted_at__isnull=True)
        .exclude(status=User.Status.REJECTED)
        .exists()
    )
