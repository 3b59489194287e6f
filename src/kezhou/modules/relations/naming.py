"""What parties are called to a reader. Who may not see one learns neither its name nor its number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from kezhou.kernel.ctx import Ctx
from kezhou.sdk.query import titles

Party = tuple[str, int]
"""A kind of party (`customer`, `contact`) and its id."""
KINDS = ("customer", "contact")


def names_of(ctx: Ctx, parties: Iterable[Party]) -> Mapping[Party, str]:
    """The titles of those that the reader may see; one statement per kind."""
    wanted: dict[str, set[int]] = {}
    for kind, id_ in parties:
        wanted.setdefault(kind, set()).add(id_)
    return {(kind, id_): title for kind, ids in wanted.items() for id_, title in titles(ctx, kind, ids).items()}


def hidden_name(kind: str) -> str:
    """What stands for a party beyond the reader's view."""
    return _("A customer that you may not see") if kind == "customer" else _("A contact that you may not see")


def shown(names: Mapping[Party, str], party: Party) -> str:
    return names.get(party) or hidden_name(party[0])


def told(names: Mapping[Party, str], party: Party) -> dict[str, object]:
    """One end of a relation as the API answers it: `{kind, id, title}`, or `{kind, hidden: true}`."""
    kind, id_ = party
    if party not in names:
        return {"kind": kind, "hidden": True}
    return {"kind": kind, "id": id_, "title": names[party]}
