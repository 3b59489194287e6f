"""Setting and taking away the tags of rules, for all customers each night and for those just saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import TRUE, CompiledEntity, Sql, entity, fetch_all, rule_sql, settle

from .model import TagRule

ACT = "tagged"
MAX_RULES = 100

_BY_HAND = (
    "ARRAY(SELECT h.tag FROM unnest(t.tags) WITH ORDINALITY AS h (tag, place) "
    "WHERE NOT h.tag = ANY(coalesce(t.rule_tags, '{}')) ORDER BY h.place)"
)


def active_rules() -> list[tuple[str, Any]]:
    """(tag, condition) of the rules that are on, in the order in which their tags are shown."""
    return list(TagRule.objects.filter(active=True).order_by("id").values_list("tag", "condition")[:MAX_RULES])


def apply_rules(ctx: Ctx, ids: Sequence[int] | None = None) -> int:
    """Give customers (all, or those of `ids`) the tags that the rules say; how many changed. Tags of rules that are
    gone or off are taken away. Safe to stop and to run again."""
    customers = entity(ctx, "customer")
    wanted = _wanted(ctx, customers, active_rules())
    chosen = f"ARRAY(SELECT w FROM unnest({wanted.text}) w WHERE NOT w = ANY({_BY_HAND}))::varchar[]"  # noqa: S608
    ruled = Sql(chosen, wanted.params)
    values = {
        "tags": Sql(f"({_BY_HAND} || {ruled.text})::varchar[]", ruled.params),
        "rule_tags": _none_for_empty(ruled),
    }
    where = TRUE if ids is None else Sql("t.id = ANY(%s)", (list(ids),))
    return settle(ctx, customers, values, where, action=ACT, meta={"by": "tag_rules"})


def effect(ctx: Ctx, rules: Sequence[tuple[str, Any]]) -> dict[str, dict[str, int]]:
    """Tag → `{fits, sets, removes}`: how many customers fit, would get it, would lose it. Changes nothing; the numbers
    are the company's."""
    customers = entity(ctx, "customer")
    found = {}
    for tag, condition in rules[:MAX_RULES]:
        fits = rule_sql(ctx, customers, condition)
        row = fetch_all(
            "SELECT count(*) FILTER (WHERE f.fits), count(*) FILTER (WHERE f.fits AND NOT f.has), "  # noqa: S608
            "count(*) FILTER (WHERE NOT f.fits AND f.ruled) FROM (SELECT "
            f"coalesce({fits.text}, FALSE) AS fits, t.tags @> ARRAY[%s]::varchar[] AS has, "
            "coalesce(t.rule_tags @> ARRAY[%s]::varchar[], FALSE) AS ruled "
            f"FROM {customers.table} t WHERE t.deleted_at IS NULL) f",
            (*fits.params, tag, tag),
        )[0]
        found[tag] = {"fits": row[0], "sets": row[1], "removes": row[2]}
    return found


def why(ctx: Ctx, record_id: int) -> list[Mapping[str, Any]]:
    """Each tag of a customer with who set it: `{tag, by: rule|hand, condition?}`."""
    customers = entity(ctx, "customer")
    rows = fetch_all(f"SELECT t.tags, t.rule_tags FROM {customers.table} t WHERE t.id = %s", (record_id,))  # noqa: S608
    if not rows:
        return []
    tags, ruled = rows[0][0] or [], set(rows[0][1] or ())
    conditions = dict(TagRule.objects.filter(tag__in=ruled).values_list("tag", "condition"))
    return [
        {"tag": tag, "by": "rule", "condition": conditions.get(tag)} if tag in ruled else {"tag": tag, "by": "hand"}
        for tag in tags
    ]


def _wanted(ctx: Ctx, customers: CompiledEntity, rules: Sequence[tuple[str, Any]]) -> Sql:
    """The tags whose rules fit a row, as an array."""
    parts = [(tag, rule_sql(ctx, customers, condition)) for tag, condition in rules]
    cases = ", ".join(f"CASE WHEN {fits.text} THEN %s END" for _tag, fits in parts)
    params = [value for tag, fits in parts for value in (*fits.params, tag)]
    return Sql(f"array_remove(ARRAY[{cases}]::varchar[], NULL)", tuple(params))


def _none_for_empty(tags: Sql) -> Sql:
    return Sql(f"nullif({tags.text}, '{{}}')", tags.params)
