"""A rule of the score, the bands of grades, and both as SQL over rows of alias `t`. How they are reckoned is said
nowhere else: saving, the night and the preview use these expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import CompiledEntity, Sql, rule_sql

GRADES = ("A", "B", "C", "D")
HIGHEST = 100
BANDS: Mapping[str, int] = {"A": 80, "B": 60, "C": 30}
"""Unless an administrator says otherwise: the least score of a grade; what earns none of them is a D."""


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Whoever meets `condition` gets `points`, below zero too; `label` says why in the company's words."""

    id: int
    label: Any
    condition: Mapping[str, Any]
    points: int

    @staticmethod
    def of(source: Mapping[str, Any]) -> ScoreRule:
        """From its stored form."""
        return ScoreRule(source["id"], source["label"], source["condition"], source["points"])

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "label": str(self.label), "condition": self.condition, "points": self.points}


def _is(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


def _days(field: str, first: int, last: int) -> dict[str, Any]:
    return _is(field, "within", {"unit": "day", "from": first, "to": last})


SUGGESTED = (
    ScoreRule(1, _("Recommended by somebody"), _is("source", "in", ["referral", "dealer"]), 25),
    ScoreRule(2, _("From a fair or the website"), _is("source", "in", ["exhibition", "website"]), 15),
    ScoreRule(3, _("Budget of 500,000 or more"), _is("budget", "gte", 500_000), 20),
    ScoreRule(4, _("Means to buy within three months"), _days("expected_on", 0, 90), 20),
    ScoreRule(5, _("Said what is needed"), _is("requirement", "not_empty"), 10),
    ScoreRule(6, _("Left a mobile number"), _is("mobile", "not_empty"), 10),
    ScoreRule(
        7,
        _("Contact with a title"),
        {"and": [_is("contact_name", "not_empty"), _is("title", "not_empty")]},
        10,
    ),
    ScoreRule(8, _("Spoken to within seven days"), _days("last_follow_up_at", -7, 0), 10),
    ScoreRule(
        9,
        _("Nobody spoke to them for 30 days"),
        {
            "and": [
                {"not": _days("created_at", -29, 0)},
                {"or": [_is("last_follow_up_at", "empty"), {"not": _days("last_follow_up_at", -29, 0)}]},
            ]
        },
        -20,
    ),
    ScoreRule(
        10,
        _("No way to reach them"),
        {"and": [_is(name, "empty") for name in ("mobile", "phone", "email", "wechat")]},
        -30,
    ),
)
"""What holds until an administrator says otherwise."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """LATERAL joins behind a table of alias `t`, after which `s.hits`, `s.score` and `s.grade` can be named."""

    joins: Sql


def reckoning(ctx: Ctx, leads: CompiledEntity, rules: Sequence[ScoreRule], bands: Mapping[str, int]) -> Reckoning:
    """Each condition is asked once per row. Raises `BadRequest` for a condition that leads cannot answer."""
    conditions = [rule_sql(ctx, leads, rule.condition) for rule in rules]
    hits = ", ".join(f"CASE WHEN {condition.text} THEN %s::bigint END" for condition in conditions)
    params = tuple(
        value for rule, condition in zip(rules, conditions, strict=True) for value in (*condition.params, rule.id)
    )
    listed = f"array_remove(ARRAY[{hits}]::bigint[], NULL)" if rules else "ARRAY[]::bigint[]"
    grades = " ".join(f"WHEN p.score >= %s THEN '{grade}'" for grade in GRADES[:-1])
    text = (
        f" CROSS JOIN LATERAL (SELECT {listed} AS hits) h"  # noqa: S608 — compiled
        " CROSS JOIN LATERAL (SELECT greatest(0, least(%s, coalesce(sum(r.points), 0)))::int AS score"
        " FROM unnest(%s::bigint[], %s::int[]) AS r(id, points) WHERE r.id = ANY(h.hits)) p"
        f" CROSS JOIN LATERAL (SELECT h.hits, p.score, CASE {grades} ELSE 'D' END AS grade) s"
    )
    points = (HIGHEST, [rule.id for rule in rules], [rule.points for rule in rules])
    return Reckoning(Sql(text, (*params, *points, *(bands[grade] for grade in GRADES[:-1]))))
