"""What is compared: a company or a person with the seven kinds of facts that tell it from others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from kezhou.kernel.text.fold import fold

from . import reach
from .address import Address, parse_address
from .keys import key, name_keys
from .name import Name, parse_name

Fact = Literal["name", "alias", "person", "address", "credit_code", "phone", "email", "website"]
"""Kinds of values that a party is made of; `phone` covers landlines and mobiles, which tell themselves apart."""

MAX_VALUES = 20
"""Values of one kind that are compared; more are ignored."""
_EMPTY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a comparison, every value in the spelling that is compared."""

    names: tuple[Name, ...] = ()
    """The name first, then other names that it goes by."""
    person: str = ""
    addresses: tuple[Address, ...] = ()
    codes: tuple[reach.Code, ...] = ()
    landlines: frozenset[str] = _EMPTY
    mobiles: frozenset[str] = _EMPTY
    emails: frozenset[str] = _EMPTY
    mail_domains: frozenset[str] = _EMPTY
    sites: frozenset[str] = _EMPTY

    @property
    def is_blank(self) -> bool:
        return not exact_keys(self) and not self.names


@dataclass(slots=True)
class _Found:
    landlines: set[str] = field(default_factory=set)
    mobiles: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)


def party(facts: Mapping[Fact, Sequence[str]]) -> Party:
    """A party from written values; values without the shape of their kind are left out."""
    found = _Found()
    for raw in _values(facts, "phone"):
        number = reach.phone(raw)
        if number is not None:
            (found.mobiles if number[1] else found.landlines).add(number[0])
    for raw in _values(facts, "email"):
        mail = reach.email(raw)
        if mail is not None:
            found.emails.add(mail[0])
            if mail[1]:
                found.domains.add(mail[1])
    names = [parse_name(raw) for raw in (*_values(facts, "name"), *_values(facts, "alias"))]
    people = list(_values(facts, "person"))
    return Party(
        names=tuple(name for name in names if name.text),
        person=fold(people[0]).replace(" ", "") if people else "",
        addresses=tuple(a for raw in _values(facts, "address") if (a := parse_address(raw)) is not None),
        codes=tuple(c for raw in _values(facts, "credit_code") if (c := reach.tax_code(raw)) is not None),
        landlines=frozenset(found.landlines),
        mobiles=frozenset(found.mobiles),
        emails=frozenset(found.emails),
        mail_domains=frozenset(found.domains),
        sites=frozenset(s for raw in _values(facts, "website") if (s := reach.site(raw))),
    )


def _values(facts: Mapping[Fact, Sequence[str]], kind: Fact) -> Iterable[str]:
    return (raw for raw in facts.get(kind, ())[:MAX_VALUES] if raw.strip())


def exact_keys(one: Party) -> dict[int, str]:
    """Key → kind of fact, for the facts that are compared exactly."""
    found = {key("t", code.body): "credit_code" for code in one.codes}
    found |= {key("p", number): "landline" for number in one.landlines}
    found |= {key("p", number): "mobile" for number in one.mobiles}
    found |= {key("e", address): "email" for address in one.emails}
    found |= {key("d", domain): "domain" for domain in one.mail_domains | one.sites}
    return found


def all_keys(one: Party) -> list[int]:
    """Everything that the party is looked up by."""
    found = dict.fromkeys(exact_keys(one))
    for name in one.names:
        found |= dict.fromkeys(name_keys(name))
    return list(found)
