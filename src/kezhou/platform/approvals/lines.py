"""The lines of a document as its approval sees them: frozen at submission, and as figures that conditions speak of.

Of lines with the key `lines` conditions know `$lines.count`; of each number that is shown `$lines.max.<field>`,
`$lines.min.<field>` and (but for percentages) `$lines.sum.<field>`; of yes-or-no, links and choices
`$lines.any.<field>`. Where what a line links to is sorted into groups (`group_lines`), `$lines.<group>.n<id>` is what
the lines of that group come to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.platform.base.sql import fetch_all, ident
from kezhou.platform.entities import registry
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.entities.definition import Lines
from kezhou.platform.fields.money import BASE_CURRENCY
from kezhou.platform.fields.registry import TYPES
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.query import select
from kezhou.platform.query.titles import titles
from kezhou.platform.query.words import ListQuery
from kezhou.platform.records import lines as record_lines

from .frozen import currency_of, id_of, is_copied, plain, typed

NUMBERS = ("integer", "decimal", "percent", "money")
AMOUNT = "amount"
"""The field of a line that groups add up."""
MAX_GROUPS = 100
"""Groups that are offered for conditions."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Key of lines → the lines with what their list shows, and the group each belongs to."""

_groups: dict[str, str] = {}
_GROUP = re.compile(r"\$([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)\.n([1-9][0-9]{0,17})")


def group_lines(entity: str, by: str) -> None:
    """Lines that link to this entity belong to what its link `by` names, as products to their category. Called once
    at start-up."""
    _groups[entity] = by


def rows_of(ctx: Ctx, entity: CompiledEntity, record_id: int) -> Rows:
    """The lines as they are now, whoever looks."""
    return rows_of_many(ctx, entity, [record_id])[record_id]


def rows_of_many(ctx: Ctx, entity: CompiledEntity, ids: Sequence[int]) -> Mapping[int, Rows]:
    """The lines of several documents, few enough that all of them fit into memory. As many statements as for one."""
    found: dict[int, dict[str, Sequence[Mapping[str, Any]]]] = {id_: {} for id_ in ids}
    everybody = Ctx.system("approvals", ctx.clock)
    for spec, target in record_lines.kinds(ctx, entity):
        names = [name for name, _field in _shown(spec, target)]
        link = ident(target.fields[spec.field].column)
        places = fetch_all(
            f"SELECT t.id, t.{link} FROM {target.table} t WHERE t.{link} = ANY(%s) AND t.deleted_at IS NULL "  # noqa: S608
            "ORDER BY t.position, t.id LIMIT %s",
            (list(ids), len(ids) * record_lines.MAX_LINES),
        )
        read = {row["id"]: row for row in select.many(everybody, target, [place[0] for place in places])}
        told = [(of, plain({name: read[id_].get(name) for name in names})) for id_, of in places if id_ in read]
        _sort_in(everybody, target, names, [row for _of, row in told])
        for id_ in ids:
            found[id_][spec.key] = [row for of, row in told if of == id_]
    return found


def figures(ctx: Ctx, entity: CompiledEntity, rows: Rows, day: date) -> dict[str, Any]:
    """What conditions know of the lines, in the JSON of their fields; where they share no currency, in base currency by
    the rates of the day."""
    found: dict[str, Any] = {}
    for spec, target in record_lines.kinds(ctx, entity) if rows else ():
        mine = rows.get(spec.key, ())
        found[f"${spec.key}.count"] = len(mine)
        for name, field in _shown(spec, target):
            for way, value in _summed(field, [row.get(name) for row in mine], day):
                found[f"${spec.key}.{way}.{name}"] = value
        amount = target.fields.get(AMOUNT)
        grouped: dict[str, list[Any]] = {}
        for row in mine if amount is not None else ():
            if (group := row.get("$group")) is not None:
                grouped.setdefault(f"${spec.key}.{group['by']}.n{group['id']}", []).append(row.get(AMOUNT))
        for name, values in grouped.items():
            sums = dict(_summed(amount, values, day)) if amount is not None else {}
            if "sum" in sums:
                found[name] = sums["sum"]
    return found


def known(ctx: Ctx, entity: CompiledEntity) -> dict[str, FieldSpec]:
    """The fields of the figures, without those of groups."""
    found: dict[str, FieldSpec] = {}
    for spec, target in record_lines.kinds(ctx, entity):
        count = _label(_("%(lines)s: number"), spec, None)
        found[f"${spec.key}.count"] = FieldSpec(f"${spec.key}.count", TYPES["integer"], count)
        for name, field in _shown(spec, target):
            for way, pattern in _ways(field):
                made = _spec(f"${spec.key}.{way}.{name}", field, _label(pattern, spec, field.label))
                found[made.name] = made
    return found


def hideable(ctx: Ctx, entity: CompiledEntity) -> dict[str, Any]:
    """What a step can keep from its approvers: all lines of a key, and each of their columns; with its label."""
    found: dict[str, Any] = {}
    for spec, target in record_lines.kinds(ctx, entity):
        found[f"${spec.key}"] = spec.label
        for name, field in _shown(spec, target):
            found[f"${spec.key}.{name}"] = _label(_("%(lines)s: “%(field)s”"), spec, field.label)
    return found


def of_group(entity: CompiledEntity, name: str, title: Any = None) -> FieldSpec | None:
    """The field of what the lines of one group come to, None where the name is none of them."""
    match = _GROUP.fullmatch(name)
    if match is None:
        return None
    for spec in entity.definition.lines:
        if spec.key == match[1] and match[2] in _groups.values():
            label = _label(_("%(lines)s: sum of “%(field)s”"), spec, title or f"#{match[3]}")
            amount = registry.native()[spec.entity].fields.get(AMOUNT)
            return None if amount is None else _spec(name, amount, label)
    return None


def groups(ctx: Ctx, entity: CompiledEntity) -> dict[str, FieldSpec]:
    """The fields of all groups that there are, for whoever writes conditions."""
    found: dict[str, FieldSpec] = {}
    for spec, target in record_lines.kinds(ctx, entity):
        for link in {field.link for name, field in _shown(spec, target) if field.link in _groups}:
            by = _groups[str(link)]
            target_key = registry.entity(ctx, str(link)).fields[by].link
            if target_key is None or AMOUNT not in target.fields:
                continue
            group = registry.entity(ctx, target_key)
            query = ListQuery(fields=(group.title,), limit=MAX_GROUPS)
            page = select.page(Ctx.system("approvals", ctx.clock), group, query)
            for item in page.items:
                made = of_group(entity, f"${spec.key}.{by}.n{item['id']}", item.get(group.title))
                found |= {} if made is None else {made.name: made}
    return found


class Fields(dict[str, FieldSpec]):
    """Fields by name that also know those of groups, which exist without being listed."""

    def __init__(self, found: Mapping[str, FieldSpec], entity: CompiledEntity) -> None:
        super().__init__(found)
        self.entity = entity

    def __missing__(self, name: str) -> FieldSpec:
        made = of_group(self.entity, name)
        if made is None:
            raise KeyError(name)
        self[name] = made
        return made

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or of_group(self.entity, str(name)) is not None


def _shown(spec: Lines, target: CompiledEntity) -> list[tuple[str, FieldSpec]]:
    return [
        (name, target.fields[name])
        for name in spec.columns
        if name in target.fields and name != spec.field and is_copied(target.fields[name])
    ]


def _sort_in(ctx: Ctx, target: CompiledEntity, names: Iterable[str], rows: Sequence[dict[str, Any]]) -> None:
    """Write into each line as `$group` `{by, id, title}` which group what it links to belongs to."""
    for name in names:
        field = target.fields[name]
        by = _groups.get(field.link or "")
        ids = {id_of(row.get(name)) for row in rows} - {None}
        if by is None or not ids:
            continue
        linked = registry.entity(ctx, str(field.link))
        sorted_in = {one["id"]: id_of(one.get(by)) for one in select.many(ctx, linked, sorted(ids))}
        called = titles(ctx, str(linked.fields[by].link), {one for one in sorted_in.values() if one is not None})
        for row in rows:
            group = sorted_in.get(id_of(row.get(name)))
            if group is not None:
                row["$group"] = {"by": by, "id": group, "title": str(called.get(group, ""))}


def _ways(field: FieldSpec) -> Sequence[tuple[str, Any]]:
    if field.type.key in NUMBERS:
        ends = (("max", _("%(lines)s: largest “%(field)s”")), ("min", _("%(lines)s: smallest “%(field)s”")))
        return ends if field.type.key == "percent" else (*ends, ("sum", _("%(lines)s: sum of “%(field)s”")))
    if field.type.key in ("boolean", "choice") or (field.link and not field.type.multiple):
        return (("any", _("%(lines)s: any “%(field)s”")),)
    return ()


def _summed(field: FieldSpec, values: Sequence[Any], day: date) -> Iterable[tuple[str, Any]]:
    there = [value for value in values if value is not None]
    currency = BASE_CURRENCY
    if field.type.key == "money" and len(used := {currency_of(value) for value in there}) == 1:
        # The lines of one document share its currency: their figures are told in it, as they are read on paper.
        (currency,) = used
        there = [Decimal(str(value["amount"])) for value in there]
    else:
        there = [value for value in (typed(field, one, day) for one in there) if value is not None]
    for way, _pattern in _ways(field):
        if way == "any":
            chosen = any(there) if field.type.key == "boolean" else list(dict.fromkeys(there))
            yield way, chosen
        elif there:
            figure = sum(there) if way == "sum" else max(there) if way == "max" else min(there)
            yield way, _told(field, figure, currency)


def _told(field: FieldSpec, figure: Any, currency: str) -> Any:
    if field.type.key == "money":
        return {"amount": str(figure), "currency": currency}
    return figure if isinstance(figure, int) else str(figure)


_MANY: Mapping[str, Callable[[], Any]] = {"choice": lambda: TYPES["multi_choice"], "boolean": lambda: TYPES["boolean"]}


def _spec(name: str, field: FieldSpec, label: Any) -> FieldSpec:
    """The field of a figure. Its link leads where that of the lines leads."""
    numeric = field.type.key in NUMBERS
    kind = field.type if numeric else _MANY.get(field.type.key, lambda: TYPES["multi_link"])()
    return FieldSpec(
        name,
        kind,
        label,
        link=field.link,
        dictionary=field.dictionary,
        choices=field.choices,
        digits=field.digits,
        decimals=field.decimals,
    )


def _label(pattern: Any, spec: Lines, field: Any) -> Any:
    """Translated when it is read, not when it is made."""
    return lazy(lambda: str(pattern) % {"lines": spec.label, "field": field}, str)()
