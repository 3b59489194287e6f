"""Which value of which record the merged one gets: a proposal that loses nothing, and the word of the person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec
from kezhou.platform.records import intake
from kezhou.platform.records.draft import Draft

ALL = "all"
"""Instead of a record's id: the values of all records together, for fields that hold several."""
BY_WINNER = frozenset({"owner", "dept", "pool"})
"""Whose the merged record is, the winner says; handing over is an act of its own."""
TREE = "parent"
"""A link of this name to the own entity says what a record is part of: nobody is part of itself."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What stands in one field of the records, by their ids, and where the proposal takes it from."""

    spec: FieldSpec
    values: Mapping[int, Any]
    source: int | str
    newest: int | None
    """The record changed last that says anything here; None where all are blank."""
    fullest: int | None
    """The record with the longest text or the most values."""
    conflict: bool
    """Whether two records say different things."""


def fields_of(ctx: Ctx, entity: CompiledEntity) -> list[FieldSpec]:
    """The fields that a merge decides about: what people fill in and the actor may see."""
    rights = field_rights(ctx, entity)
    return [
        spec
        for name, spec in entity.fields.items()
        if (spec.columns or spec.custom)
        and not (spec.system or spec.read_only or spec.sql)
        and name not in BY_WINNER
        and rights[name].view != "hidden"
    ]


def proposal(ctx: Ctx, entity: CompiledEntity, winner: Draft, losers: Sequence[Draft]) -> list[Choice]:
    """The winner's value unless it is blank, else that of the loser changed last; several values are put together."""
    merged = {draft.id for draft in (winner, *losers)}
    return [_choice(entity, spec, winner, losers, merged) for spec in fields_of(ctx, entity)]


def _choice(
    entity: CompiledEntity, spec: FieldSpec, winner: Draft, losers: Sequence[Draft], merged: set[int | None]
) -> Choice:
    drafts = (winner, *losers)
    values = {int(draft.id or 0): _usable(entity, spec, draft, merged) for draft in drafts}
    told = [draft for draft in drafts if values[int(draft.id or 0)] is not None]
    newest = max(told, key=lambda draft: (draft.values["updated_at"], draft.id), default=None)
    fullest = max(told, key=lambda draft: (_size(values[int(draft.id or 0)]), draft is winner), default=None)
    own = values[int(winner.id or 0)]
    source: int | str = int(winner.id or 0)
    distinct = {repr(value) for value in values.values() if value is not None}
    if spec.type.multiple and len(distinct) > 1:
        source = ALL
    elif own is None and newest is not None:
        source = int(newest.id or 0)
    return Choice(
        spec, values, source, newest.id if newest else None, fullest.id if fullest else None, len(distinct) > 1
    )


def _usable(entity: CompiledEntity, spec: FieldSpec, draft: Draft, merged: set[int | None]) -> Any:
    """The value, without links to the records that become one."""
    value = draft.values.get(spec.name)
    if spec.link != entity.key or value is None:
        return value
    if isinstance(value, list):
        return [id_ for id_ in value if id_ not in merged] or None
    return None if value in merged else value


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list) else 1


def chosen(
    ctx: Ctx,
    entity: CompiledEntity,
    winner: Draft,
    losers: Sequence[Draft],
    values: Mapping[str, Any],
    take: Mapping[str, Any],
) -> dict[str, Any]:
    """The values that the winner gets, as Python values: what was sent, what was taken from a record, the proposal.

    `take` names the record (or `"all"`) whose value a field gets, so that a value which the actor sees in part only can
    be kept whole. Raises `Invalid` and `Forbidden` with the path of every field.
    """
    choices = {choice.spec.name: choice for choice in proposal(ctx, entity, winner, losers)}
    rights = field_rights(ctx, entity)
    found = {
        name: _from(choice, choice.source)
        for name, choice in choices.items()
        if rights[name].edit and choice.source != winner.id
    }
    found = {name: value for name, value in found.items() if not _unreachable(ctx, entity, name, value)}
    for name, choice in choices.items():  # the winner's own links to losers go, whatever its fields' rights are
        if winner.values.get(name) != choice.values[int(winner.id or 0)] and name not in found:
            found[name] = choice.values[int(winner.id or 0)]
    errors, forbidden = [], []
    for name, source in take.items():
        choice_ = choices.get(name)
        if choice_ is None:
            errors.append(FieldError(name[:60], "unknown_field", _("There is no such field.")))
        elif source not in (*choice_.values, ALL) or (source == ALL and not choice_.spec.type.multiple):
            message = _("Name one of the records that are merged.")
            errors.append(FieldError(f"take.{name}", "not_merged", message))
        elif not rights[name].edit:
            refusal = _("You may not change “%(field)s”.") % {"field": choice_.spec.label}
            forbidden.append(FieldError(name, "not_editable", refusal))
        else:
            found[name] = _from(choice_, source)
    sent = intake.clean(ctx, entity, values)
    for name, value in sent.items():
        if name not in choices:
            errors.append(FieldError(name, "not_editable", _("A merge does not decide about this field.")))
        elif choices[name].spec.link == entity.key and _names(value) & set(choices[name].values):
            message = _("A record that is merged away cannot be linked to.")
            errors.append(FieldError(name, "points_at_loser", message))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)
    if forbidden:
        raise Forbidden(_("Some fields may not be changed."), code="field_forbidden", errors=forbidden)
    return found | sent


def _from(choice: Choice, source: int | str) -> Any:
    if source != ALL:
        return choice.values[int(source)]
    return list(dict.fromkeys(item for value in choice.values.values() for item in value or ()))


def _names(value: Any) -> set[Any]:
    return set(value) if isinstance(value, list) else {value}


def _unreachable(ctx: Ctx, entity: CompiledEntity, name: str, value: Any) -> bool:
    """A link that the actor may not make: nobody asked for it, so it is left out rather than refused."""
    return bool(entity.fields[name].link and intake.check_links(ctx, entity, [{name: value}]))
