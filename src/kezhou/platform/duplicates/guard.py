"""The check on saving: warns or blocks, as the rule of the moment says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from kezhou.kernel.ctx import Ctx
from kezhou.kernel.errors import FieldError
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.records.draft import Draft

from .facts import facts_of, party_of, seen_facts
from .find import Hit, find_many
from .force import in_force
from .index import touched
from .pairs import judged_different, put
from .rules import Rule
from .tell import told
from .wording import VERDICT_WORDS

MOST = 3
"""Records that a warning names."""
CANDIDATES = 40
MAX_WARNED = 50
"""Rows saved at once beyond which nobody reads warnings: only a blocking rule is applied then."""


def check(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> Mapping[int, Sequence[FieldError]]:
    """Runs before rows are written: position → why the draft may not be saved; warnings go to the draft.

    Work of the system itself is not checked: nobody would answer. Rows of one call are not compared with each other.
    """
    facts = facts_of(entity)
    if not facts or ctx.actor.kind != "user":
        return {}
    asked = [at for at, draft in enumerate(drafts) if touched(facts, draft)]
    if not asked:
        return {}
    settings = in_force(entity)
    refused: dict[int, Sequence[FieldError]] = {}
    for moment, said in sorted({(moment_of(drafts[at]), word_of(drafts[at])) for at in asked}):
        rule = rule_of(settings.rules[moment], said)
        positions = [at for at in asked if (moment_of(drafts[at]), word_of(drafts[at])) == (moment, said)]
        if rule.action == "allow" or (rule.action == "warn" and len(positions) > MAX_WARNED):
            continue
        parties = [party_of(seen_facts(ctx, entity), drafts[at].values) for at in positions]
        own = [drafts[at].id for at in positions]
        found = find_many(
            ctx, entity, parties, settings.weights, MOST, own, CANDIDATES, settings.row, thorough=rule.action == "block"
        )
        for at, hits in zip(positions, found, strict=True):
            meeting = [hit for hit in hits if rule.meets(hit.judgement.verdict)]
            kept = _undecided(entity, drafts[at].id, meeting)
            if not kept:
                continue
            errors = _errors(ctx, entity, kept, rule.action)
            if rule.action == "block":
                refused[at] = errors
            else:
                drafts[at].warnings.extend(errors)
    return refused


def moment_of(draft: Draft) -> str:
    """An import and a conversion say so in the draft's meta; everything else is a save."""
    return next((moment for moment in ("import", "convert") if moment in draft.meta), "save")


def word_of(draft: Draft) -> str:
    """What the import says of duplicates by itself; empty where it leaves it to the rules."""
    return str(draft.meta.get("duplicates", "")) if "import" in draft.meta else ""


def rule_of(rule: Rule, said: str) -> Rule:
    """The rule, or what the import says instead. What is marked is not looked at here: see `queue`."""
    if not said:
        return rule
    return Rule(rule.level, {"skip": "block"}.get(said, "allow"))


def queue(ctx: Ctx, entity: CompiledEntity, drafts: Sequence[Draft]) -> None:
    """Runs when rows are written: those of an import that marks duplicates are queued with what they look like."""
    facts = facts_of(entity)
    marked = [d for d in drafts if d.id is not None and word_of(d) == "mark" and facts and touched(facts, d)]
    if not marked:
        return
    settings = in_force(entity)
    parties = [party_of(facts, draft.values) for draft in marked]
    own = [draft.id for draft in marked]
    found = find_many(ctx, entity, parties, settings.weights, MOST, own, CANDIDATES, settings.row, thorough=False)
    rule = settings.rules["import"]
    put(
        ctx,
        entity,
        [
            (draft.id or 0, hit.record_id, hit.judgement)
            for draft, hits in zip(marked, found, strict=True)
            for hit in hits
            if rule.meets(hit.judgement.verdict)
        ],
    )


def _undecided(entity: CompiledEntity, record_id: int | None, hits: Sequence[Hit]) -> list[Hit]:
    if record_id is None or not hits:
        return list(hits)
    apart = judged_different(entity, record_id)
    return [hit for hit in hits if hit.record_id not in apart]


def _errors(ctx: Ctx, entity: CompiledEntity, hits: Sequence[Hit], action: str) -> list[FieldError]:
    """One line per record, without its name where it lies out of reach."""
    errors = []
    for item in told(ctx, entity, hits, MOST):
        words = {
            "verdict": VERDICT_WORDS[item["verdict"]],
            "name": item.get("name", ""),
            "owner": item.get("owner") or "",
        }
        if "id" in item:
            message = _("“%(name)s” is %(verdict)s.") % words
        elif words["owner"]:
            message = _("A record of %(owner)s is %(verdict)s.") % words
        else:
            message = _("A record that you cannot see is %(verdict)s.") % words
        errors.append(FieldError(entity.title, "duplicate", message, {**item, "action": action}))
    if not errors:
        message = _("A record that you cannot see is %(verdict)s.") % {
            "verdict": VERDICT_WORDS[hits[0].judgement.verdict]
        }
        errors.append(FieldError(entity.title, "duplicate", message, {"action": action}))
    return errors
