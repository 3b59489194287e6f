"""A rule of the life cycle: which status, for whom. All that it says must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kezhou.kernel.clock import COMPANY_ZONE, company_today
from kezhou.kernel.ctx import Ctx
from kezhou.sdk.pools import recycle_facts
from kezhou.sdk.query import TRUE, CompiledEntity, Sql, all_of, rule_sql

When = Literal["within", "over", "never"]
WHENS: tuple[When, ...] = ("within", "over", "never")
ZONE = str(COMPANY_ZONE)


@dataclass(frozen=True, slots=True)
class Rule:
    """`fact` is something that happens from time to time (a follow-up, a deal): it happened within the last `days`
    calendar days, last more than `days` ago, or never."""

    status: str
    condition: Mapping[str, Any] | None = None
    fact: str = ""
    when: When = "within"
    days: int = 0

    @staticmethod
    def of(source: Mapping[str, Any]) -> Rule:
        """From its stored form."""
        return Rule(
            source["status"],
            source.get("condition"),
            source.get("fact") or "",
            source.get("when") or "within",
            source.get("days") or 0,
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "condition": self.condition,
            "fact": self.fact,
            "when": self.when,
            "days": self.days,
        }


_REACHABLE = {"field": "status", "op": "in", "value": ["potential", "following", "dormant", "lost"]}
SUGGESTED = (
    Rule("lost", _REACHABLE, "follow_up", "over", 365),
    Rule("dormant", _REACHABLE, "follow_up", "over", 90),
    Rule("following", _REACHABLE, "follow_up", "within", 90),
)
"""What an administrator begins with; who trades keeps the status until rules about deals are added."""


def unknown_facts(ctx: Ctx, customers: CompiledEntity, rules: Sequence[Rule]) -> list[str]:
    """Facts that nobody registers (any more). With one missing the set says nothing: a customer would fall through to
    a later rule that was never meant for it."""
    named = {rule.fact for rule in rules if rule.fact}
    return sorted(key for key in named if _moment(ctx, customers, key) is None)


def recognised(ctx: Ctx, customers: CompiledEntity, rules: Sequence[Rule]) -> Sql:
    """The status of a row `t` by the first rule that fits, its present one where none does. The facts must be known."""
    parts = [(rule.status, _fits(ctx, customers, rule)) for rule in rules]
    if not parts:
        return Sql("t.status")
    text = " ".join(f"WHEN {fits.text} THEN %s" for _status, fits in parts)
    params = [value for status, fits in parts for value in (*fits.params, status)]
    return Sql(f"(CASE {text} ELSE t.status END)", tuple(params))


def free(ctx: Ctx) -> Sql:
    """Rows whose status no person holds today."""
    return Sql("(t.status_until IS NULL OR t.status_until < %s)", (company_today(ctx.clock),))


def rule_at(ctx: Ctx, customers: CompiledEntity, rules: Sequence[Rule]) -> Sql:
    """The place of the first rule that fits, from 0; NULL where none does."""
    parts = [_fits(ctx, customers, rule) for rule in rules]
    if not parts:
        return Sql("NULL::int")
    text = " ".join(f"WHEN {fits.text} THEN {at}" for at, fits in enumerate(parts))
    return Sql(f"(CASE {text} END)", tuple(value for fits in parts for value in fits.params))


def _fits(ctx: Ctx, customers: CompiledEntity, rule: Rule) -> Sql:
    parts = [rule_sql(ctx, customers, rule.condition)] if rule.condition else []
    if rule.fact:
        moment = _moment(ctx, customers, rule.fact)
        assert moment is not None  # noqa: S101 — asked before, see `unknown_facts`
        day = f"({moment.text} AT TIME ZONE '{ZONE}')::date"
        today = company_today(ctx.clock)
        match rule.when:
            case "never":
                parts.append(Sql(f"{moment.text} IS NULL", moment.params))
            case "within":
                parts.append(Sql(f"coalesce({day} >= %s::date - %s::int, FALSE)", (*moment.params, today, rule.days)))
            case "over":
                parts.append(Sql(f"coalesce({day} < %s::date - %s::int, FALSE)", (*moment.params, today, rule.days)))
    return all_of(parts) if parts else TRUE


def _moment(ctx: Ctx, customers: CompiledEntity, fact: str) -> Sql | None:
    known = recycle_facts.get(fact)
    return None if known is None else known.moment(ctx, customers, "t")
