"""How people want to be reminded: read by the runner, read and changed by each person for themself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import COMPANY_ZONE
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, Stale
from kezhou.platform.org.models import User

from . import mail
from .models import ReminderChoice
from .sources import ESCALATION, sources

WAYS = ("off", "inbox", "mail", "digest")
QUIET_FROM, QUIET_TO = time(22), time(7)
DIGEST_AT = time(8, 30)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ESCALATION_LABEL = _("Overdue work of my people")


@dataclass(frozen=True, slots=True)
class Choice:
    """What holds for one person; times are of the person's zone."""

    zone: ZoneInfo = COMPANY_ZONE
    ways: Mapping[str, str] = field(default_factory=dict)
    quiet_from: time | None = QUIET_FROM
    quiet_to: time | None = QUIET_TO
    working_days_only: bool = False
    digest_at: time = DIGEST_AT
    digest_mail: bool = False
    digested_on: date | None = None
    version: int = 0

    def way(self, kind: str) -> str:
        """The way of a kind, chosen or by default."""
        if kind.startswith(f"{ESCALATION}."):
            return self.ways.get(ESCALATION, "inbox")
        return self.ways.get(kind, sources[kind].default if kind in sources else "off")


def zone_of(name: str) -> ZoneInfo:
    """A person's zone; the company's where the stored name says nothing."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return COMPANY_ZONE


def choices(user_ids: Iterable[int]) -> dict[int, Choice]:
    """Of the active people among these; two statements."""
    wanted = list(user_ids)
    zones = dict(User.objects.filter(id__in=wanted, status="active", deleted_at__isnull=True).values_list("id", "tz"))
    rows = {row.user_id: row for row in ReminderChoice.objects.filter(user_id__in=wanted)}
    return {user_id: _choice(zone, rows.get(user_id)) for user_id, zone in zones.items()}


def _choice(zone: str, row: ReminderChoice | None) -> Choice:
    if row is None:
        return Choice(zone_of(zone))
    return Choice(
        zone_of(zone),
        row.ways,
        row.quiet_from,
        row.quiet_to,
        row.working_days_only,
        row.digest_at,
        row.digest_mail,
        row.digested_on,
        row.version,
    )


def told(ctx: Ctx) -> dict[str, Any]:
    """One's own settings as JSON, with what can be chosen."""
    user = _own(ctx)
    choice = choices([user])[user]
    kinds = [(source.kind, source.label, source.default) for source in sources.values()]
    return {
        "kinds": [
            {"kind": kind, "label": str(label), "way": choice.ways.get(kind, default), "default": default}
            for kind, label, default in [
                *sorted(kinds, key=lambda one: one[0]),
                (ESCALATION, ESCALATION_LABEL, "inbox"),
            ]
        ],
        "quiet_from": _shown(choice.quiet_from),
        "quiet_to": _shown(choice.quiet_to),
        "working_days_only": choice.working_days_only,
        "digest_at": _shown(choice.digest_at),
        "digest_mail": choice.digest_mail,
        "zone": str(choice.zone),
        "email": User.objects.values_list("email", flat=True).get(id=user),
        "mail_ready": mail.is_ready(),
        "version": choice.version,
    }


def change(ctx: Ctx, given: Mapping[str, Any]) -> dict[str, Any]:
    """Store one's own settings. Raises `Invalid`, and `Stale` where they were changed elsewhere meanwhile."""
    user = _own(ctx)
    errors: list[FieldError] = []
    ways = _ways(given["ways"], errors)
    begins, ends = (_time(given[name], name, errors) for name in ("quiet_from", "quiet_to"))
    digest_at = _time(given["digest_at"], "digest_at", errors)
    if not errors and (begins is None) != (ends is None):
        name = "quiet_to" if ends is None else "quiet_from"
        errors.append(FieldError(name, "required", _("Quiet hours need a beginning and an end.")))
    if digest_at is None and not any(error.path == "digest_at" for error in errors):
        errors.append(FieldError("digest_at", "required", _("Say at what time.")))
    if errors or digest_at is None:
        raise Invalid(_("Some values are not right."), errors=errors)
    with transaction.atomic():
        # The row of the person is there in any case, so two first changes at once wait for each other too.
        User.objects.select_for_update().only("id").get(id=user)
        row = ReminderChoice.objects.filter(user_id=user).first()
        if given["version"] != (row.version if row else 0):
            raise Stale(_("These settings were changed elsewhere meanwhile."), extra={"current": told(ctx)})
        ReminderChoice.objects.update_or_create(
            user_id=user,
            defaults={
                "ways": ways,
                "quiet_from": begins,
                "quiet_to": ends,
                "working_days_only": bool(given["working_days_only"]),
                "digest_at": digest_at,
                "digest_mail": bool(given["digest_mail"]),
                "version": given["version"] + 1,
            },
        )
    return told(ctx)


def _own(ctx: Ctx) -> int:
    if ctx.actor.id is None:
        raise Forbidden()
    return ctx.actor.id


def _ways(given: Any, errors: list[FieldError]) -> dict[str, str]:
    if not isinstance(given, Mapping):
        errors.append(FieldError("ways", "not_an_object", _("Send one way for each kind.")))
        return {}
    for kind, way in given.items():
        if kind not in sources and kind != ESCALATION:
            errors.append(FieldError(f"ways.{kind}", "unknown_kind", _("Nothing reminds of this.")))
        elif way not in WAYS or (kind == ESCALATION and way == "digest"):
            allowed = [one for one in WAYS if kind != ESCALATION or one != "digest"]
            message = _("Choose one of: %(allowed)s.") % {"allowed": ", ".join(allowed)}
            errors.append(FieldError(f"ways.{kind}", "unknown_way", message, {"allowed": allowed}))
    return dict(given)


def _time(given: Any, name: str, errors: list[FieldError]) -> time | None:
    if given is None or given == "":
        return None
    if isinstance(given, str) and _TIME.fullmatch(given):
        return time.fromisoformat(given)
    errors.append(FieldError(name, "bad_time", _("Write the time as 08:30.")))
    return None


def _shown(at: time | None) -> str | None:
    return None if at is None else f"{at:%H:%M}"
