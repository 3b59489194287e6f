"""The tag library: what tags there are, in which groups, how often they are used; rename and merge everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import BadRequest, FieldError, Invalid
from kezhou.sdk import audit
from kezhou.sdk.dictionaries import Item, listed, replace_items
from kezhou.sdk.jobs import start_job
from kezhou.sdk.query import Sql, StoredCondition, entity, execute, fetch_all, rule_sql, settle

from .apply import MAX_RULES
from .model import TagGroup, TagRule

DICTIONARY = "customer_tag"
MAX_TAGS = 1_000
MAX_TAG = 40
INLINE = 5_000
"""Customers that are changed before a call answers."""
MERGED = "tags_merged"


def tags(ctx: Ctx) -> list[dict[str, Any]]:
    """`{value, label, color, active, group, count, by_rule, rule}`; those of the dictionary first, then those that
    people made up, the most used first. Counts are the company's."""
    customers = entity(ctx, "customer")
    rows = fetch_all(
        "SELECT u.tag, count(*), count(*) FILTER (WHERE u.tag = ANY(t.rule_tags)) "  # noqa: S608
        f"FROM {customers.table} t, unnest(t.tags) AS u (tag) WHERE t.deleted_at IS NULL "
        "GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s",
        (MAX_TAGS,),
    )
    used = {row[0]: (row[1], row[2]) for row in rows}
    groups = dict(TagGroup.objects.values_list("tag", "name"))
    rules = {rule.tag: {"condition": rule.condition, "active": rule.active} for rule in TagRule.objects.all()}
    items = _items()
    known = {item.value for item in items}
    loose = [Item(value, value) for value in (*used, *rules) if value not in known]
    return [
        {
            "value": item.value,
            "label": item.label,
            "label_en": item.label_en,
            "color": item.color,
            "active": item.active,
            "listed": item.value in known,
            "group": groups.get(item.value, ""),
            "count": used.get(item.value, (0, 0))[0],
            "by_rule": used.get(item.value, (0, 0))[1],
            "rule": rules.get(item.value),
        }
        for item in (*items, *{one.value: one for one in loose}.values())
    ]


def set_group(ctx: Ctx, tag: str, name: str) -> None:
    """Put a tag into a group; a blank name takes it out."""
    with transaction.atomic():
        before = TagGroup.objects.filter(tag=tag).values_list("name", flat=True).first() or ""
        TagGroup.objects.filter(tag=tag).delete()
        if name:
            TagGroup.objects.create(tag=tag, name=name)
        if before != name:
            changes = {"group": (before, name)}
            audit.write(ctx, [audit.Entry("tag_library", None, "settings_changed", changes, {"tag": tag})])


def merge(ctx: Ctx, old: str, new: str) -> tuple[int, int | None]:
    """Every customer with the one tag has the other from now on; rules, group and colour go along where the other has
    none. A new name for a tag is the same thing. How many customers changed, and the job that changes them where they
    are more than `INLINE`."""
    new = _named(new, "to")
    if old == new:
        message = _("These are the same tag.")
        raise Invalid(message, errors=[FieldError("to", "same", message)])
    customers = entity(ctx, "customer")
    carried = fetch_all(
        f"SELECT count(*) FROM (SELECT 1 FROM {customers.table} t WHERE t.tags @> ARRAY[%s]::varchar[] LIMIT %s) c",  # noqa: S608
        (old, INLINE + 1),
    )[0][0]
    with transaction.atomic():
        _merge_definitions(ctx, old, new)
        if carried > INLINE:
            title = _("Tag “%(old)s” becomes “%(new)s”") % {"old": old, "new": new}
            return 0, start_job(ctx, "merge_tags", title=title, old=old, new=new).id
    return replace_tag(ctx, old, new), None


def replace_tag(ctx: Ctx, old: str, new: str) -> int:
    """On the customers themselves; how many changed. Safe to run again."""
    customers = entity(ctx, "customer")
    replaced = {name: Sql(_REPLACED.format(column=name), (old, new)) for name in ("tags", "rule_tags")}
    where = Sql("t.tags @> ARRAY[%s]::varchar[]", (old,))
    return settle(ctx, customers, replaced, where, action=MERGED, meta={"from": old, "to": new})


_REPLACED = """(SELECT array_agg(g.tag ORDER BY g.place) FROM (
  SELECT CASE WHEN u.tag = %s THEN %s ELSE u.tag END AS tag, min(u.place) AS place
    FROM unnest(t.{column}) WITH ORDINALITY AS u (tag, place) GROUP BY 1) g)::varchar[]"""


def save_rules(ctx: Ctx, wanted: Any) -> None:
    """Exactly these rules: `[{tag, condition, active}]`, one per tag. They act from the next night on, and on every
    customer that is saved. Raises `Invalid` with paths such as `rules.1.condition`."""
    rules = checked(ctx, wanted)
    with transaction.atomic():
        before = [_rule(row) for row in TagRule.objects.order_by("id")]
        TagRule.objects.exclude(tag__in=[rule["tag"] for rule in rules]).delete()
        for rule in rules:
            TagRule.objects.update_or_create(
                tag=rule["tag"], defaults={"condition": rule["condition"], "active": rule["active"]}
            )
        after = [_rule(row) for row in TagRule.objects.order_by("id")]
        if before != after:
            entry = audit.Entry("tag_library", None, "settings_changed", {"rules": (before, after)})
            audit.write(ctx, [entry])


def checked(ctx: Ctx, wanted: Any) -> list[dict[str, Any]]:
    """The rules that were sent. Raises `Invalid`."""
    customers = entity(ctx, "customer")
    if not isinstance(wanted, list) or len(wanted) > MAX_RULES or not all(isinstance(one, dict) for one in wanted):
        message = _("This must be a list of at most %(limit)d rules.") % {"limit": MAX_RULES}
        raise Invalid(message, errors=[FieldError("rules", "not_a_list", message)])
    errors: list[FieldError] = []
    found: dict[str, dict[str, Any]] = {}
    for at, source in enumerate(wanted):
        try:
            tag = _named(source.get("tag"), f"rules.{at}.tag")
            rule_sql(ctx, customers, source.get("condition"), new=True)
        except Invalid as problem:
            errors += problem.errors
            continue
        except BadRequest as problem:
            message = problem.errors[0].message if problem.errors else problem.message
            errors.append(FieldError(f"rules.{at}.condition", problem.code, message))
            continue
        if tag in found:
            errors.append(FieldError(f"rules.{at}.tag", "twice", _("Each tag has one rule.")))
        found[tag] = {"tag": tag, "condition": source["condition"], "active": source.get("active") is not False}
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    return list(found.values())


def stored_conditions(key: str) -> Iterator[StoredCondition]:
    """The conditions of the rules, for whoever asks what uses a segment."""
    if key == "customer":
        for tag, condition in TagRule.objects.order_by("id").values_list("tag", "condition"):
            yield StoredCondition(_("Tag rule"), tag, condition)


# -- steps ----------------------------------------------------------------------------------------------------------


def _named(value: Any, path: str) -> str:
    tag = " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""
    if not tag or len(tag) > MAX_TAG:
        message = _("A tag is text of at most %(limit)d characters.") % {"limit": MAX_TAG}
        raise Invalid(message, errors=[FieldError(path, "bad_tag", message)])
    return tag


def _items() -> Sequence[Item]:
    return next((items for dictionary, items in listed() if dictionary.key == DICTIONARY), [])


def _merge_definitions(ctx: Ctx, old: str, new: str) -> None:
    items = list(_items())
    known = {item.value: item for item in items}
    if old in known:
        gone = known[old]
        if new not in known:
            at = items.index(gone)
            items.insert(at, Item(new, new, gone.label_en, gone.color, True))
        kept = [item for item in items if item.value != old]
        replace_items(ctx, DICTIONARY, [_plain(item) for item in kept])
    if not TagRule.objects.filter(tag=new).exists():
        TagRule.objects.filter(tag=old).update(tag=new)
    TagRule.objects.filter(tag=old).delete()
    if not TagGroup.objects.filter(tag=new).exists():
        TagGroup.objects.filter(tag=old).update(tag=new)
    execute("DELETE FROM parties_taggroup WHERE tag = %s", (old,))
    audit.write(ctx, [audit.Entry("tag_library", None, MERGED, meta={"from": old, "to": new})])


def _plain(item: Item) -> Mapping[str, Any]:
    return {
        "value": item.value,
        "label": item.label,
        "label_en": item.label_en,
        "color": item.color,
        "active": item.active,
    }


def _rule(row: TagRule) -> dict[str, Any]:
    return {"tag": row.tag, "condition": row.condition, "active": row.active}
