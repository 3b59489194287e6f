"""The duties that the platform itself knows: approvals, membership of teams, pools, people who report, departments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.clock import company_today
from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import Conflict
from kezhou.platform import audit
from kezhou.platform.access.models import Share
from kezhou.platform.access.shares import MAX_SHARED_IDS
from kezhou.platform.approvals import handing
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.entities import registry
from kezhou.platform.org.epochs import bump_access
from kezhou.platform.org.models import Department, User
from kezhou.platform.pools.models import PoolMember
from kezhou.platform.records import write

from .sources import Source
from .sources import register as add

ORG = "org"
SHARE_COLUMNS = ("entity", "record_id", "write", "until", "kind", "children", "added_by_id", "added_at")


def register() -> None:
    """Called once at start-up."""
    for source in (
        Source("approvals", _("Approvals to decide"), _approvals, _anybody, handing.give, handing.back),
        Source("team", _("Takes part in records"), _shares, _anybody, _give_shares, _back_shares),
        Source("pools", _("Administers pools"), _pools, _org, _give_pools, _back_pools),
        Source("reports", _("People who report"), _reports, _org, _give_reports, _back_reports),
        Source("departments", _("Leads departments"), _departments, _org, _give_departments, _back_departments),
    ):
        add(source)


def _anybody(ctx: Ctx) -> bool:
    return True


def _org(ctx: Ctx) -> bool:
    return ctx.grants.everything or ORG in ctx.grants.admin


# -- approvals ------------------------------------------------------------------------------------------------------


def _approvals(ctx: Ctx, person: int) -> int:
    return int(handing.open_tasks(person).count())


# -- membership of teams --------------------------------------------------------------------------------------------


def _open_shares(ctx: Ctx, person: int) -> Any:
    return Share.objects.filter(user_id=person).exclude(until__lt=company_today(ctx.clock))


def _shares(ctx: Ctx, person: int) -> int:
    return int(_open_shares(ctx, person).count())


def _give_shares(ctx: Ctx, person: int, successor: int) -> Sequence[Any]:
    """The successor takes the place of the person; who has one there already keeps the own."""
    given = list(_open_shares(ctx, person).select_for_update().order_by("id"))
    taken = set(Share.objects.filter(user_id=successor).values_list("entity", "record_id"))
    lines = []
    fresh: list[Share] = []
    for share in given:
        is_new = (share.entity, share.record_id) not in taken
        values = {name: getattr(share, name) for name in SHARE_COLUMNS}
        fresh += [Share(user_id=successor, **values)] if is_new else []
        words = {name: _plain(value) for name, value in values.items()}
        lines.append({"person": person, "successor": successor, "is_new": is_new, **words})
    held = Counter(entity for entity, _id in taken) + Counter(share.entity for share in fresh)
    if any(number > MAX_SHARED_IDS for number in held.values()):
        message = _("The successor would take part in more than %(limit)d records.") % {"limit": MAX_SHARED_IDS}
        raise Conflict(message, code="too_many_shared")
    Share.objects.bulk_create(fresh)
    Share.objects.filter(id__in=[share.id for share in given]).delete()
    audit.write(ctx, [audit.Entry("user", person, "unshare", meta={"records": len(given), "to": successor})])
    bump_access([person, successor])
    return lines


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _back_shares(ctx: Ctx, lines: Sequence[Any]) -> int:
    concerned: set[int] = set()
    for line in lines:
        place = {"entity": line["entity"], "record_id": line["record_id"]}
        if line["is_new"]:
            Share.objects.filter(user_id=line["successor"], **place).delete()
        values = {name: line[name] for name in SHARE_COLUMNS if name not in place}
        Share.objects.get_or_create(user_id=line["person"], **place, defaults=values)
        concerned |= {line["person"], line["successor"]}
    bump_access(concerned)
    return len(lines)


# -- pools ----------------------------------------------------------------------------------------------------------


def _pools(ctx: Ctx, person: int) -> int:
    return PoolMember.objects.filter(user_id=person, is_admin=True).count()


def _give_pools(ctx: Ctx, person: int, successor: int) -> Sequence[Any]:
    lines = []
    for place in PoolMember.objects.filter(user_id=person, is_admin=True).select_for_update().order_by("id"):
        theirs = PoolMember.objects.filter(pool_id=place.pool_id, user_id=successor).first()
        was_admin = theirs.is_admin if theirs else None
        if theirs is None:
            PoolMember.objects.create(pool_id=place.pool_id, user_id=successor, is_admin=True)
        elif not theirs.is_admin:
            PoolMember.objects.filter(id=theirs.id).update(is_admin=True)
        place.delete()
        lines.append({"pool": place.pool_id, "person": person, "successor": successor, "was_admin": was_admin})
    entries = [audit.Entry("pool", line["pool"], "update", meta={"handover": [person, successor]}) for line in lines]
    audit.write(ctx, entries)
    bump_access(None)
    return lines


def _back_pools(ctx: Ctx, lines: Sequence[Any]) -> int:
    for line in lines:
        theirs = PoolMember.objects.filter(pool_id=line["pool"], user_id=line["successor"])
        if line["was_admin"] is None:
            theirs.delete()
        else:
            theirs.update(is_admin=line["was_admin"])
        if not PoolMember.objects.filter(pool_id=line["pool"], user_id=line["person"]).exists():
            PoolMember.objects.create(pool_id=line["pool"], user_id=line["person"], is_admin=True)
    bump_access(None)
    return len(lines)


# -- people who report, departments ---------------------------------------------------------------------------------


def _reports(ctx: Ctx, person: int) -> int:
    return User.objects.filter(superior_id=person, status=User.Status.ACTIVE, deleted_at__isnull=True).count()


def _give_reports(ctx: Ctx, person: int, successor: int) -> Sequence[Any]:
    """Whoever reported to the person reports to the successor; a successor among them to whom the person did."""
    row = fetch_one("SELECT superior_id FROM org_user WHERE id = %s", (person,))
    above = row[0] if row else None
    found = fetch_all("SELECT id FROM org_user WHERE superior_id = %s AND deleted_at IS NULL ORDER BY id", (person,))
    lines = []
    for user_id in sorted((row[0] for row in found), key=lambda id_: id_ != successor):
        after = above if user_id == successor else successor
        _write(ctx, "user", user_id, {"superior": after})
        lines.append({"id": user_id, "before": person, "after": after})
    return lines


def _back_reports(ctx: Ctx, lines: Sequence[Any]) -> int:
    back = 0
    for line in reversed(lines):
        if User.objects.filter(id=line["id"], superior_id=line["after"]).exists():
            _write(ctx, "user", line["id"], {"superior": line["before"]})
            back += 1
    return back


def _departments(ctx: Ctx, person: int) -> int:
    return Department.objects.filter(leader_id=person, deleted_at__isnull=True).count()


def _give_departments(ctx: Ctx, person: int, successor: int) -> Sequence[Any]:
    led = Department.objects.filter(leader_id=person, deleted_at__isnull=True)
    lines = [
        {"id": id_, "before": person, "after": successor} for id_ in led.order_by("id").values_list("id", flat=True)
    ]
    for line in lines:
        _write(ctx, "department", line["id"], {"leader": successor})
    return lines


def _back_departments(ctx: Ctx, lines: Sequence[Any]) -> int:
    back = 0
    for line in lines:
        if Department.objects.filter(id=line["id"], leader_id=line["after"]).exists():
            _write(ctx, "department", line["id"], {"leader": line["before"]})
            back += 1
    return back


def _write(ctx: Ctx, key: str, record_id: int, values: Mapping[str, Any]) -> None:
    write.update(ctx, registry.entity(ctx, key), record_id, values)
