"""How the demo company approves: by amount, and by how much of the price is given away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.platform.access.models import Role
from kezhou.platform.access.people import ctx_for_user
from kezhou.platform.approvals import facts, flows, kinds
from kezhou.platform.approvals.decide import decide
from kezhou.platform.approvals.models import ApprovalTask
from kezhou.platform.org.models import Position

NOTE = "示例流程"
DIRECTOR_FROM, CEO_FROM = "50000", "500000"
"""Amounts in yuan from which the director, and the general manager, approve too."""
LARGE_DISCOUNT = "10"
"""Percent from which a discount goes to the director."""

HELD = timedelta(days=30)
"""As long as a quote of the demo company holds."""
REFUSED = ("低于底价太多，请重新报价", "折扣过大，请与客户再谈一轮", "毛利不足，请调整配置后再报")

Node = Mapping[str, Any]


def publish(ctx: Ctx) -> None:
    """Publish a flow for every document of the demo company that has the field by which it branches; a subject that
    has one already keeps it."""
    roles = dict(Role.objects.values_list("key", "id"))
    accountants = Position.objects.filter(name="会计").values_list("id", flat=True).first()
    told = [_copy("抄送财务", accountants)] if accountants else []
    amount = [_head(), _by_amount(roles), *told]
    discount = [_head(), _by_discount(roles)]
    floor = [_head(), _below_floor(roles)]
    for subject, field, nodes in (
        ("contract", "amount", amount),
        ("order", "amount", amount),
        ("quote", "below_floor", floor),
        ("quote_discount", "discount_rate", discount),
    ):
        if kinds.find(subject) is not None and field in facts.fields_of(ctx, subject):
            flows.put(ctx, subject, {"nodes": list(nodes), "repeat": "skip"}, NOTE)


def turn_down(now: datetime) -> None:
    """Quotes below the floor price whose validity has ended: who was asked had said no within two days. Nobody leaves
    them lying, and nobody could approve them any more."""
    waiting = ApprovalTask.objects.filter(
        state="pending", user__isnull=False, request__kind="quote", request__asked_at__lt=now - HELD
    )
    for number, task in enumerate(waiting.select_related("request").order_by("id")):
        ctx = ctx_for_user(task.user_id or 0, FixedClock(task.request.asked_at + timedelta(hours=2 + 9 * (number % 5))))
        decide(ctx, task.request_id, approve=False, comment=REFUSED[number % len(REFUSED)])


def _head() -> Node:
    return {
        "type": "approve", "key": "head", "name": "部门负责人审批", "mode": "any",
        "who": [{"type": "head", "level": 1}],
        "timeout": {"hours": 24, "action": "remind", "working": True},
    }  # fmt: skip


def _role(key: str, name: str, role: int, *, near: bool) -> Node:
    return {
        "type": "approve", "key": key, "name": name, "who": [{"type": "role", "id": role, "near": near}], "mode": "any",
    }  # fmt: skip


def _copy(name: str, position: int) -> Node:
    return {"type": "cc", "key": "told", "name": name, "who": [{"type": "position", "id": position}]}


def _by_amount(roles: Mapping[str, int]) -> Node:
    """Below 50,000 the head alone; below 500,000 the director too; from there the general manager as well."""
    director = _role("director", "销售总监审批", roles["director"], near=False)
    second = {**director, "key": "director2"}
    ceo = _role("ceo", "总经理审批", roles["ceo"], near=False)
    small = {"field": "amount", "op": "lt", "value": DIRECTOR_FROM}
    middle = {"and": [
        {"field": "amount", "op": "gte", "value": DIRECTOR_FROM}, {"field": "amount", "op": "lt", "value": CEO_FROM},
    ]}  # fmt: skip
    return {"type": "branch", "key": "amount", "name": "金额", "columns": [
        {"key": "small", "name": "5 万以下", "when": small, "nodes": []},
        {"key": "middle", "name": "5 万至 50 万", "when": middle, "nodes": [director]},
        {"key": "large", "name": "50 万及以上", "when": None, "nodes": [second, ceo]},
    ]}  # fmt: skip


def _by_discount(roles: Mapping[str, int]) -> Node:
    large = {"field": "discount_rate", "op": "gte", "value": LARGE_DISCOUNT}
    director = _role("director", "销售总监审批", roles["director"], near=False)
    return {"type": "branch", "key": "discount", "name": "折扣", "columns": [
        {"key": "large", "name": f"折扣 {LARGE_DISCOUNT}% 及以上", "when": large, "nodes": [director]},
        {"key": "rest", "name": "其他", "when": None, "nodes": []},
    ]}  # fmt: skip


def _below_floor(roles: Mapping[str, int]) -> Node:
    """Below the floor price, or with a larger discount than a manager may give, the director decides too."""
    low = {"or": [
        {"field": "below_floor", "op": "eq", "value": True},
        {"field": "largest_discount", "op": "gte", "value": LARGE_DISCOUNT},
    ]}  # fmt: skip
    director = _role("director", "销售总监审批", roles["director"], near=False)
    return {"type": "branch", "key": "floor", "name": "底价", "columns": [
        {"key": "low", "name": f"低于底价或折扣 {LARGE_DISCOUNT}% 及以上", "when": low, "nodes": [director]},
        {"key": "rest", "name": "其他", "when": None, "nodes": []},
    ]}  # fmt: skip
