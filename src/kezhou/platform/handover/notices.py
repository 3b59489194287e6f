"""Who hears of a handover: successors what they got, superiors what a leaver left behind."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.people import holders
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities import registry
from kezhou.platform.identity.hooks import SecurityEvent
from kezhou.platform.notify.inbox import notify
from kezhou.platform.org.models import User

from .holdings import holdings
from .models import Handover

TARGET = "handover_of"
"""What a message names beside a person: it opens the wizard for them."""

_GOT = """
SELECT to_owner_id, entity, count(*) FROM handover_item
 WHERE handover_id = %s AND state = %s AND to_owner_id IS NOT NULL GROUP BY 1, 2 ORDER BY 1, min(id)"""


def received(ctx: Ctx, handover: Handover) -> None:
    """One message per successor, with what came."""
    _tell(ctx, handover, "moved", _("%(actor)s handed %(count)d records over to you"))


def taken_back(ctx: Ctx, handover: Handover) -> None:
    _tell(ctx, handover, "back", _("%(actor)s took %(count)d records of a handover back from you"))


def _tell(ctx: Ctx, handover: Handover, state: str, title: object) -> None:
    lines: dict[int, list[tuple[str, int]]] = {}
    for owner, key, number in fetch_all(_GOT, (handover.id, state)):
        lines.setdefault(owner, []).append((key, number))
    known = registry.all_entities(ctx)
    for owner, got in lines.items():
        text = "，".join(f"{known[key].plural if key in known else key} {number}" for key, number in got)
        words = {"actor": ctx.actor.name, "count": sum(number for _key, number in got)}
        notify(ctx, [owner], "handover", title, text, params=words)


def left_behind(ctx: Ctx, event: SecurityEvent) -> None:
    """Somebody was shut out and still has something: whoever is above them is asked to hand it over. Registered with
    `identity.hooks.security_listeners`."""
    if event.action != "disabled" or event.user_id is None:
        return
    person = User.objects.select_related("department").get(id=event.user_id)
    found = holdings(ctx, [person.id])
    records = sum(line["count"] for line in found["entities"])
    if not records and not found["duties"]:
        return
    leader = person.department.leader_id if person.department else None
    above = person.superior_id or (leader if leader != person.id else None)
    told = [above] if above else holders("", "org")
    title = _("%(name)s was disabled and still has %(count)d records: hand them over")
    notify(ctx, told, "handover", title, params={"name": person.name, "count": records}, entity=TARGET,
           record_id=person.id)  # fmt: skip
