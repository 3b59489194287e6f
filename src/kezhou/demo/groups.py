"""客户分群 of the demo company: what its people keep coming back to, with how large each was in the last weeks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import COMPANY_ZONE, FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.segments.segment import sizes, store
from kezhou.modules.segments.segment.model import Segment, SegmentSize

from .customers import as_person
from .staff import Staff

TREND_DAYS = 30
EAST = ("310000", "320000", "330000")

_VIP = {"field": "level", "op": "eq", "value": "A"}


def _silent_for(days: int) -> Mapping[str, Any]:
    within = {"unit": "day", "from": -days, "to": 0}
    return {"not": {"field": "last_follow_up_at", "op": "within", "value": within}}


GROUPS: tuple[tuple[str, str, str, bool, Mapping[str, Any]], ...] = (
    ("director", "重点客户 90 天未跟进", "每周一例会逐个过", True, {"and": [_VIP, _silent_for(90)]}),
    (
        "director",
        "华东 A/B 级客户",
        "江浙沪的主力客户，季度回访",
        True,
        {
            "and": [
                {"field": "level", "op": "in", "value": ["A", "B"]},
                {"or": [{"field": "region", "op": "under", "value": code} for code in EAST]},
            ]
        },
    ),
    ("marketing1", "展会来源、尚未成交", "下一次展会前发邀请", True, {
        "and": [
            {"field": "source", "op": "eq", "value": "exhibition"},
            {"not": {"field": "status", "op": "eq", "value": "trading"}},
        ]
    }),
    ("manager1", "本部门 7 天内到期", "周计划用", False, {
        "and": [
            {"field": "dept", "op": "under", "value": "$my_dept"},
            {"field": "next_follow_up_at", "op": "within", "value": {"unit": "day", "from": 0, "to": 7}},
        ]
    }),
    ("sales1", "我的 A 级客户", "", False, {"and": [_VIP, {"field": "owner", "op": "eq", "value": "$me"}]}),
)  # fmt: skip
"""Whose it is, name, what it is for, whether others may use it, and the condition over customers."""


def keep(staff: Staff, now: datetime) -> None:
    """Each is counted as its owner sees it; the weeks before come near to that."""
    for owner, name, purpose, shared, condition in GROUPS:
        ctx = as_person(staff.users[owner], now - timedelta(days=TREND_DAYS))
        words = {"name": name, "description": purpose, "shared": shared, "condition": condition}
        segment = store.create(ctx, "customer", words)
        sizes.refresh(_present(now), segment)
        _look_back(segment.id, now)


def _present(now: datetime) -> Ctx:
    return Ctx.system("demo", FixedClock(now))


def _look_back(segment_id: int, now: datetime) -> None:
    size = Segment.objects.values_list("size", flat=True).get(id=segment_id)
    if size is None:
        raise RuntimeError(f"demo segment {segment_id} could not be counted")
    today = now.astimezone(COMPANY_ZONE).date()
    step = max(size // 60, 1)
    SegmentSize.objects.bulk_create(
        SegmentSize(
            segment_id=segment_id,
            on=today - timedelta(days=back),
            size=max(size - step * (back // 3) + step * ((back * 7 + segment_id) % 3), 0),
        )
        for back in range(1, TREND_DAYS)
    )
