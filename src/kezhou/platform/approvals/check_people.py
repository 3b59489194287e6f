"""Whether a flow's steps find somebody, tried for everybody who could start it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kezhou.platform.access.people import holders
from kezhou.platform.access.reach import who_may
from kezhou.platform.base.sql import fetch_all
from kezhou.platform.entities.compiled import CompiledEntity
from kezhou.platform.fields.spec import FieldSpec

from . import whom
from .company import Snapshot
from .engine import ADMINISTRATORS
from .facts import Asker
from .findings import ERROR, WARNING, Finding
from .flow import Copy, Decision, Who

MAX_STARTERS = 5_000
"""People who are tried as starters, in the order of names."""
SHOWN = 5
OPEN_STRATEGIES = ("field", "chosen")
"""Who stands in a field, or whom the starter names, nobody knows before."""


class People:
    """Reads the company once."""

    def __init__(self, specs: dict[str, FieldSpec], entity: CompiledEntity | None) -> None:
        self.specs, self.entity = specs, entity
        self.company = Snapshot()
        starters = [row for row in self.company.people.values() if row[4]][:MAX_STARTERS]
        self.starters = [Asker(row[0], row[1], row[3], row[2]) for row in starters]

    def of(self, node: Decision) -> list[Finding]:
        """What is wrong with the people of an approval node."""
        if not node.who:
            return [Finding(ERROR, node.key, "no_approver", _("Say who approves."))]
        return [*self._named(node.key, node.who), *self._crowd(node), *self._timeout(node), *self._empty(node)]

    def listed(self, node: Copy) -> list[Finding]:
        """What is wrong with the people whom a node tells."""
        return [*self._named(node.key, node.who), *self._blind(node)]

    def _blind(self, node: Copy) -> list[Finding]:
        """Whom it tells of documents that no role of theirs lets them see: they learn the title alone."""
        entity, told = self.entity, whom.people(_fixed(node.who), Asker(), {}, (), self.company)
        if entity is None or not told or "view" in entity.definition.everyone or entity.definition.scope.is_public:
            return []
        may = who_may(entity.key, "view", "u")
        statement = f"SELECT u.id FROM org_user u WHERE u.id = ANY(%s) AND {may.text}"  # noqa: S608
        seeing = {row[0] for row in fetch_all(statement, (told, *may.params))}
        blind = [str(self.company.people[user][5]) for user in told if user not in seeing]
        if not blind:
            return []
        words = {"count": len(blind), "names": "、".join(blind[:SHOWN])}
        text = _("%(count)d of the people told may not see such documents and learn the title alone (%(names)s).")
        return [Finding(WARNING, node.key, "told_blind", text % words, words)]

    def _named(self, key: str, strategies: Sequence[Who]) -> list[Finding]:
        """Strategies that name nobody, whoever starts."""
        found = []
        for who in strategies:
            problem = self._dead(who)
            if problem is not None:
                found.append(Finding(ERROR, key, problem[0], problem[1]))
        return found

    def _dead(self, who: Who) -> tuple[str, Any] | None:
        match who.type:
            case "people":
                if not who.users:
                    return "no_approver", _("Name the people.")
                if not self.company.active(who.users):
                    return "all_left", _("Nobody of the people named can sign in any more.")
            case "role":
                if not self.company.role(who.id):
                    return "role_empty", _("Nobody has this role.")
            case "position":
                if not self.company.position(who.id):
                    return "position_empty", _("Nobody holds this position.")
            case "field":
                spec = self.specs.get(who.field)
                if spec is None or who.field.startswith("$") or spec.link != "user":
                    return "bad_field", _("This must be a field that holds a person.")
        return None

    def _crowd(self, node: Decision) -> list[Finding]:
        """A step asks only so many people; who comes after them is left out."""
        number = len(whom.people(_fixed(node.who), Asker(), {}, (), self.company))
        if number <= whom.MAX_APPROVERS:
            return []
        words = {"count": number, "limit": whom.MAX_APPROVERS}
        text = _("%(count)d people stand here; only the first %(limit)d of them are asked.") % words
        return [Finding(WARNING, node.key, "too_many_people", text, words)]

    def _timeout(self, node: Decision) -> list[Finding]:
        term = node.timeout
        if term is not None and term.action == "transfer" and not self.company.can_act(term.to):
            return [Finding(ERROR, node.key, "bad_timeout", _("Name who gets it when the term is over."))]
        return []

    def _empty(self, node: Decision) -> list[Finding]:
        """For whom the step finds nobody, and whether somebody steps in then."""
        found = []
        backup = self.company.active(node.empty_people)
        if node.empty == "people" and not backup:
            found.append(Finding(ERROR, node.key, "no_backup", _("Name who decides where nobody is found.")))
        if any(who.type in OPEN_STRATEGIES for who in node.who):
            open_ones = [who for who in node.who if who.type == "field"]
            spec = self.specs.get(open_ones[0].field) if open_ones else None
            if len(node.who) == 1 and spec is not None and not spec.required:
                text = _("“%(field)s” may be empty.") % {"field": spec.label}
                found.append(Finding(WARNING, node.key, "field_may_be_empty", text, {"field": spec.label}))
            return found
        alone = [one for one in self.starters if not whom.approvers(node, one, {}, (), self.company)]
        if not alone:
            return found
        names = [str(self.company.people[one.id][5]) for one in alone[:SHOWN] if one.id is not None]
        listed = "、".join(names)
        told = listed if len(alone) == len(names) else _("%(names)s and others") % {"names": listed}
        words: dict[str, Any] = {"count": len(alone), "names": told}
        if len(alone) == len(self.starters):
            nobody = _("This step finds nobody, whoever submits.")
            return [*found, Finding(ERROR, node.key, "never_anybody", nobody)]
        admins = set(holders("", ADMINISTRATORS)) if node.empty == "admin" else set()
        if admins and (deserted := [one.id for one in alone if one.id is not None and not admins - {one.id}]):
            words |= {"admin": str(self.company.people[deserted[0]][5])}
            alone_above = _(
                "For %(admin)s, the only administrator, this step finds nobody; nothing can be submitted then."
            )
            found.append(Finding(WARNING, node.key, "only_admin", alone_above % words, {"admin": words["admin"]}))
        if node.empty == "admin" and not admins:
            text = _("For %(count)d people this step finds nobody (%(names)s), and there is no administrator.") % words
            return [*found, Finding(ERROR, node.key, "nobody_for_some", text, words)]
        text = {
            "pass": _("For %(count)d people this step finds nobody (%(names)s); it is then passed by itself."),
            "admin": _("For %(count)d people this step finds nobody (%(names)s); an administrator decides then."),
            "people": _("For %(count)d people this step finds nobody (%(names)s); those named for it decide then."),
        }[node.empty] % words
        return [*found, Finding(WARNING, node.key, "nobody_for_some", text, words)]


def _fixed(strategies: Sequence[Who]) -> list[Who]:
    """Those that lead to the same people whoever starts."""
    return [who for who in strategies if who.type in ("people", "role", "position") and not who.near]
