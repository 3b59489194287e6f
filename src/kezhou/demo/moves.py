"""离职交接 of the demo company: small customers that changed hands when somebody took over larger ones, and a plan."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kezhou.platform.audit import Entry
from kezhou.platform.audit import write as write_audit
from kezhou.platform.handover import jobs, run, split
from kezhou.platform.handover.models import Handover, HandoverItem

from .customers import as_person, lately
from .staff import Staff

SMALL = {"customer": {"field": "level", "op": "in", "value": ["C", "D"]}}
REASON = "调任大客户岗，中小客户移交同组同事"
PLANNED = "下月起负责华南渠道，客户分给同组同事"


def hand_over(staff: Staff, now: datetime) -> None:
    """One is done since last week, one is planned and waits for its starter, who leads the branch."""
    ids = {name: user.id for name, user in staff.users.items()}
    starter = as_person(staff.users["head_sz"], lately(now - timedelta(days=6), now))
    words = _plan([ids["sales17"]], [ids["sales18"], ids["sales19"]], REASON)
    handover = split.draft(starter, words)
    waiting = HandoverItem.objects.filter(handover=handover).count()
    handover.state = Handover.State.RUNNING
    handover.save(update_fields=["state"])
    write_audit(starter, [Entry("handover", handover.id, "handover_started", meta={"records": waiting})])
    while run.batch(starter, handover.id, undo=False):
        continue
    jobs.complete(starter, Handover.objects.get(id=handover.id))
    planner = as_person(staff.users["head_sz"], lately(now - timedelta(hours=20), now))
    split.draft(planner, _plan([ids["sales18"]], [ids["sales19"]], PLANNED))


def _plan(people: list[int], successors: list[int], reason: str) -> dict[str, Any]:
    return {
        "people": people,
        "entities": ["customer"],
        "filters": SMALL,
        "successors": [{"user": user} for user in successors],
        "rule": "equal",
        "follow": True,
        "reason": reason,
    }
