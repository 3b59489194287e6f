"""What two names say for and against being one party: features that the weights multiply.

Two readings are tried, and the more favourable counts: the parts apart (so that a place moved, dropped or bracketed
and a
shortened form cost little) and the texts as written (so that a slip inside a place or a form is a slip, not another
place). A slip's effect depends on what the changed characters are worth: `鑫` for `欣` between usual words may well
be another
company, an impossible `司公` is a typing slip. So beside the count of each slip stand the nats that either text
needs there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .align import Slip, align
from .frequency import Frequencies
from .name import BRANCH, BRANCH_FORM, CORE, FORM, NOTE, PLACE, Name, read_beside
from .places import agree, leading_place, relation

Features = dict[str, float]

_NUMERALS = frozenset("零一二三四五六七八九十")
_ORDINAL = _NUMERALS | {"第"}
LEAST_IN_COMMON = 0.5
MAX_INFO = 60.0
INFO_STEP = 10.0
LOW_INFO = 22.0
MAX_SURPRISE, MAX_LEAST, MAX_MORE, MAX_SLIPS = 12.0, 24.0, 6, 3


@dataclass(frozen=True, slots=True)
class NameEvidence:
    """Features of a pair of names, and the slips between the texts that were laid side by side."""

    features: Features
    a_text: str
    b_text: str
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    zones: str


def compare_names(a: Name, b: Name, usual: Frequencies) -> Iterator[NameEvidence]:
    """One or two readings of the pair; none where the names have nothing in common."""
    if not a.text or not b.text:
        return
    a, b = read_beside(a, b), read_beside(b, a)
    apart = _apart(a, b, usual)
    if apart is not None:
        yield apart
        if not apart.slips and apart.features.get("place.different") is None and "branch.one" not in apart.features:
            return
    whole = _as_written(a, b, usual)
    if whole is not None:
        yield whole


def _apart(a: Name, b: Name, usual: Frequencies) -> NameEvidence | None:
    features: Features = {f"place.{relation(a.places, b.places)}": 1.0}
    _form(features, "form", (a.form, a.form_family), (b.form, b.form_family))
    if a.note != b.note:
        features["note.different" if a.note and b.note else "note.one"] = 1.0
    zones = CORE
    if a.branch + a.branch_form and b.branch + b.branch_form:
        zones = CORE + BRANCH
        _form(features, "branch_form", (a.branch_form, ""), (b.branch_form, ""))
        _branch_place(features, a, b)
    elif a.branch + a.branch_form or b.branch + b.branch_form:
        features["branch.one"] = 1.0
    one, other = _side(a, zones), _side(b, zones)
    if not _alike(one.text, other.text):
        return None
    slips = align(one.text, other.text)
    if slips is None:
        return None
    return _weighed(features, one, other, slips, usual)


def _as_written(a: Name, b: Name, usual: Frequencies) -> NameEvidence | None:
    slips = align(a.text, b.text) if _alike(a.text, b.text) else None
    if slips is None or len(slips) > MAX_SLIPS:
        return None
    features: Features = {"written": 1.0}
    if relation(a.places, b.places) == "different":
        features["written.elsewhere"] = 1.0
    if bool(a.branch + a.branch_form) != bool(b.branch + b.branch_form):  # or a slip hides where the company ends
        features["written.branch"] = 1.0
    _branch_place(features, a, b)
    return _weighed(features, _Side(a.text, a.zones), _Side(b.text, b.zones), slips, usual)


def _alike(a: str, b: str) -> bool:
    """Whether so many characters are in common that laying the texts side by side is worth the time."""
    ones, others = set(a), set(b)
    return len(ones & others) >= LEAST_IN_COMMON * min(len(ones), len(others))


def _side(name: Name, zones: str) -> _Side:
    kept = [(c, z) for c, z in zip(name.text, name.zones, strict=True) if z in zones]
    return _Side("".join(c for c, _z in kept), "".join(z for _c, z in kept))


def _branch_place(features: Features, a: Name, b: Name) -> None:
    """Branches that are called the same in two known places are two branches, however small the difference is in
    writing: 永胜 and 永新. Where more differs the slips decide: 南阳明路 lacks a character of 南昌阳明路."""
    one, other = leading_place(a.branch), leading_place(b.branch)
    if one is None or other is None or agree(one.prefixes, other.prefixes):
        return
    if a.branch.removeprefix(one.text) == b.branch.removeprefix(other.text):
        features["branch.elsewhere"] = 1.0


def _form(features: Features, kind: str, a: tuple[str, str], b: tuple[str, str]) -> None:
    """How the forms relate: nothing to say where they are equal; `one` lacks it, `short` is the same family."""
    if a == b:
        return
    if not a[0] or not b[0]:
        features[f"{kind}.one"] = 1.0
    else:
        features[f"{kind}.short" if a[1] and a[1] == b[1] else f"{kind}.different"] = 1.0


def _weighed(features: Features, a: _Side, b: _Side, slips: Sequence[Slip], usual: Frequencies) -> NameEvidence:
    a_info, b_info = usual.along(a.text), usual.along(b.text)
    changed_b = [False] * len(b.text)
    for slip in slips:
        for at in range(slip.b_at, slip.b_end):
            changed_b[at] = True
        zone = _zone(slip, a, b)
        what = _what(slip, a, b)
        _add(features, f"{what}.{zone}", 1.0)
        length = max(slip.a_end - slip.a_at, slip.b_end - slip.b_at)
        if slip.kind in ("extra", "missing") and length > 1:
            _add(features, f"{slip.kind}.more.{zone}", min(length - 1, MAX_MORE))
        if zone != "rim" and slip.kind not in ("number", "near_sound"):
            a_local = sum(a_info[slip.a_at : slip.a_end + 1])
            b_local = sum(b_info[slip.b_at : slip.b_end + 1])
            _add(
                features, f"{slip.kind}.surprise", max(-MAX_SURPRISE, min(MAX_SURPRISE, a_local - b_local)) / INFO_STEP
            )
            _add(features, f"{slip.kind}.least", min(a_local, b_local, MAX_LEAST) / INFO_STEP)
    matched = sum(
        info for info, zone, new in zip(b_info, b.zones, changed_b, strict=True) if zone in (CORE, BRANCH) and not new
    )
    features["info"] = min(matched, MAX_INFO) / INFO_STEP
    features["info.low"] = max(0.0, LOW_INFO - matched) / INFO_STEP
    if len(slips) > 1:
        heard = all(slip.kind == "sound" for slip in slips)
        features["slips.sound" if heard else "slips.more"] = min(len(slips) - 1, 5)
    return NameEvidence(features, a.text, b.text, tuple(slips))


def _zone(slip: Slip, a: _Side, b: _Side) -> str:
    touched = set(a.zones[slip.a_at : slip.a_end]) | set(b.zones[slip.b_at : slip.b_end])
    if touched & {PLACE, FORM, BRANCH_FORM, NOTE}:
        return "rim"
    return "branch" if BRANCH in touched else "core"


def _what(slip: Slip, a: _Side, b: _Side) -> str:
    if slip.kind not in ("extra", "missing"):
        return slip.kind
    run, text, at = (
        (a.text[slip.a_at : slip.a_end], a.text, slip.a_at)
        if slip.kind == "extra"
        else (b.text[slip.b_at : slip.b_end], b.text, slip.b_at)
    )
    if _NUMERALS.issuperset(run) and (text[:at][-1:] or " ") in _ORDINAL:
        return "number"
    repeated = len(run) == 1 and (text[:at].endswith(run) or text[at + 1 :].startswith(run))
    return "repeat" if repeated else slip.kind


def _add(features: Features, name: str, value: float) -> None:
    features[name] = features.get(name, 0.0) + value
