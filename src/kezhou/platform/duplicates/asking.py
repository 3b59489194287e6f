"""The question of somebody who is about to create a record: who has this company already?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError, Forbidden, Invalid, NotFound
from kezhou.kernel.matching.judge import VERDICTS
from kezhou.kernel.matching.party import Fact, Party, party
from kezhou.platform.access.field_rights import field_rights
from kezhou.platform.access.scope import may, right, visible
from kezhou.platform.base.sql import fetch_all, fetch_one
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.identity import limits
from kezhou.platform.query.titles import title_expression

from .facts import compared_entities, facts_of, party_of, seen_facts
from .find import find
from .force import in_force
from .pairs import judged_different
from .tell import OUT_OF_REACH_FROM, told
from .watch import watched

MOST = 10
COMPARED = 60
"""Records of which the answer is chosen: more than are told, so that those out of reach, of which nothing is said, do
not take the places of others."""
PER_MINUTE = 120
"""Checks of one person: one every half second while typing."""
PER_HOUR = 1_500
"""Enough for a day of typing in an hour; reading a list of companies against the base takes longer than it is worth."""
MAX_TEXT = 500
ASKED_PER_HOUR = 20
MAX_ASKED = 3
"""Owners who are written to at once."""
MAX_TYPED = 60
INBOX = "duplicate_asked"

messengers: list[Callable[..., object]] = []
"""How a message reaches a person's inbox; the inbox stands beside this room, so a room above both registers it."""

WORDS: Mapping[str, Fact] = {
    "name": "name",
    "credit_code": "credit_code",
    "phone": "phone",
    "mobile": "phone",
    "email": "email",
    "website": "website",
    "address": "address",
}


def usual_entity(ctx: Ctx) -> CompiledEntity:
    """The entity that is meant where none is named: the first with a credit code."""
    for entity in compared_entities(ctx):
        if any(fact == "credit_code" for _spec, fact in facts_of(entity)):
            return entity
    raise NotFound()


def ask(ctx: Ctx, entity: CompiledEntity, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Answer for facts by their plain words (`WORDS`). See `tell.told` for what is said. Raises `Invalid`, `Forbidden`,
    `TooMany`."""
    _check(values, WORDS)
    person = facts_of(entity)[0][1] == "person"
    found: dict[Fact, list[str]] = {}
    for word, value in values.items():
        if value:
            found.setdefault("person" if person and word == "name" else WORDS[word], []).append(value)
    shown = {fact for _spec, fact in seen_facts(ctx, entity)}
    return _answer(ctx, entity, party({fact: texts for fact, texts in found.items() if fact in shown}), None)


def ask_values(ctx: Ctx, entity: CompiledEntity, values: Any, skip: Any) -> list[dict[str, Any]]:
    """Answer for the values of a form (an object by field name), while record `skip` is edited or None.

    Fields that are no facts play no part; unknown and hidden ones are refused. Raises `NotFound` where the actor cannot
    see `skip`: an answer without it would say which record it is that lies out of reach.
    """
    if not isinstance(values, Mapping):
        raise _wrong("values", "not_an_object", _("Values are an object of fields."))
    if skip is not None and (isinstance(skip, bool) or not isinstance(skip, int)):
        raise _wrong("id", "not_a_number", _("This must be the id of a record."))
    rights = field_rights(ctx, entity)
    unknown = [name for name in values if name not in entity.fields or rights[name].view == "hidden"]
    if unknown:
        errors = [FieldError(name[:60], "unknown_field", _("There is no such field.")) for name in unknown]
        raise Invalid(_("Some values are not right."), errors=errors)
    if skip is not None:
        _refuse_unseen(ctx, entity, skip)
    names = {spec.name: spec for spec, _fact in facts_of(entity)}
    compared = {name: value for name, value in values.items() if name in names}
    _check(compared, names)
    return _answer(ctx, entity, party_of(facts_of(entity), compared), skip)


def ask_record(ctx: Ctx, entity: CompiledEntity, record_id: Any) -> list[dict[str, Any]]:
    """Answer for a record that exists, with the values that it has, shown to the actor in full or not.

    Raises `NotFound` where the actor cannot see it.
    """
    if isinstance(record_id, bool) or not isinstance(record_id, int):
        raise _wrong("id", "not_a_number", _("This must be the id of a record."))
    facts = list(seen_facts(ctx, entity))
    seen = visible(ctx, entity)
    columns = ", ".join(spec.expression() for spec, _fact in facts)
    row = fetch_one(
        f"SELECT {columns} FROM {entity.table} t WHERE t.id = %s AND t.deleted_at IS NULL AND {seen.text}",  # noqa: S608
        (record_id, *seen.params),
    )
    if row is None:
        raise NotFound()
    values = {spec.name: value for (spec, _fact), value in zip(facts, row, strict=True)}
    return _answer(ctx, entity, party_of(facts, values), record_id)


def ask_owners(ctx: Ctx, entity: CompiledEntity, values: Any) -> int:
    """Tell the owners of records out of the asker's reach that somebody is about to enter the same party; how many were
    told.

    Only where the policy names owners anyway. The asker learns nothing by it that the check has not said.
    """
    answers = ask_values(ctx, entity, values, None)
    limits.hit(f"duplicates:ask:{ctx.actor.id}", ASKED_PER_HOUR, 3600, ctx.clock.now())
    if not watched(entity).tell_owner or all("id" in answer for answer in answers):
        return 0
    names = {spec.name: spec for spec, _fact in facts_of(entity)}
    known = party_of(facts_of(entity), {name: value for name, value in values.items() if name in names})
    ids = [
        hit.record_id
        for hit in find(ctx, entity, known, in_force(entity).weights, MOST, None)
        if VERDICTS.index(hit.judgement.verdict) >= VERDICTS.index(OUT_OF_REACH_FROM)
    ]
    reach = right(ctx, entity, "view")
    rows = fetch_all(
        f"SELECT t.id, {title_expression(entity)}, {entity.owner_expression()} FROM {entity.table} t "  # noqa: S608
        f"WHERE t.id = ANY(%s) AND t.deleted_at IS NULL AND NOT coalesce({reach.text}, FALSE) "
        f"AND {entity.owner_expression()} IS NOT NULL ORDER BY t.id LIMIT %s",
        (ids, *reach.params, MAX_ASKED),
    )
    typed = str(values.get(entity.title) or "")[:MAX_TYPED]
    for record_id, title, owner in rows:
        words = {"actor": ctx.actor.name, "typed": typed, "name": str(title)[:MAX_TYPED]}
        text = _("%(actor)s wants to enter “%(typed)s”, which looks like your “%(name)s”")
        for send in messengers:
            send(ctx, [owner], INBOX, text, entity=entity.key, record_id=record_id, params=words)
    return len(rows)


def _refuse_unseen(ctx: Ctx, entity: CompiledEntity, record_id: int) -> None:
    seen = right(ctx, entity, "view")
    statement = f"SELECT 1 FROM {entity.table} t WHERE t.id = %s AND t.deleted_at IS NULL AND {seen.text}"  # noqa: S608
    if fetch_one(statement, (record_id, *seen.params)) is None:
        raise NotFound()


def _check(values: Mapping[str, Any], known: Mapping[str, Any]) -> None:
    errors = []
    for name, value in values.items():
        if name not in known:
            errors.append(FieldError(name[:60], "unknown_field", _("There is no such field.")))
        elif value is not None and not isinstance(value, str):
            errors.append(FieldError(name, "not_text", _("This must be text.")))
        elif value and len(value) > MAX_TEXT:
            errors.append(FieldError(name, "too_long", _("At most %(limit)d characters.") % {"limit": MAX_TEXT}))
    if errors:
        raise Invalid(_("Some values are not right."), errors=errors)


def _wrong(path: str, code: str, message: Any) -> Invalid:
    return Invalid(_("Some values are not right."), errors=[FieldError(path, code, message)])


def _answer(ctx: Ctx, entity: CompiledEntity, asked: Party, skip: int | None) -> list[dict[str, Any]]:
    if not (may(ctx, entity, "create") or may(ctx, entity, "update")):
        raise Forbidden(code="no_right", extra={"entity": entity.key, "action": "create"})
    settings = in_force(entity)
    rule = settings.rules["check"]
    if rule.action == "allow" or asked.is_blank:
        return []
    limits.hit(f"duplicates:minute:{ctx.actor.id}", PER_MINUTE, 60, ctx.clock.now())
    limits.hit(f"duplicates:hour:{ctx.actor.id}", PER_HOUR, 3600, ctx.clock.now())
    apart = judged_different(entity, skip) if skip is not None else set()
    hits = [
        hit
        for hit in find(ctx, entity, asked, settings.weights, COMPARED + len(apart), skip, settings.row)
        if rule.meets(hit.judgement.verdict) and hit.record_id not in apart
    ]
    return told(ctx, entity, hits, MOST, settings.row)
