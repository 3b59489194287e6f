"""From what a person types to a search plan over search texts (see `grams`).

Understood are pieces of the name (`华为`, `5G`, full width, traditional), syllables (`huawei`, `hua wei`, `huaw`),
initials (`hw`) and mixtures (`华wei`, `h为`, `hwei`); several words must all occur. A plan is a few alternatives;
a record is found when one of them holds: its search text has all `grams` (which the index answers), holds all `like`
as plain substrings and matches `regex` (which is checked on the rows that the index gave). The regular expression
means the same to PostgreSQL (`~`, defaults) and to Python (`re.DOTALL`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise, product

from ..errors import BadRequest, FieldError
from .fold import fold
from .grams import compact, grams, initial_marks, syllable_marks
from .letters import is_unit, parses
from .pinyin import char_readings, is_chinese
from .sentence import sentence as _

MAX_QUERY = 64
"""Characters that may be typed."""
MAX_ALTERNATIVES = 8
MAX_ANY_GRAMS = 64
MAX_MIXED_WORDS = 4
"""Up to so many words each may be meant in several ways; of more words each is taken in its likeliest."""

_RUNS = re.compile(r"[a-zü]+|'|[^a-zü']")
_LETTER = re.compile(r"[a-zü]")


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way in which a record can match; all three parts must hold."""

    grams: frozenset[str] = frozenset()
    like: tuple[str, ...] = ()
    """Raw substrings of the search text; the caller escapes them for LIKE or uses `position()`."""
    regex: str | None = None
    any_grams: frozenset[str] = frozenset()
    """If not empty, the text has at least one of these: follows from `regex` and lets the index do most of its work."""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    exact: str
    """The folded query: a name equal to it ranks first …"""
    prefix: str
    """… one that begins with it second."""
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class _Spot:
    """What one position of a name may be: characters of the line of syllables, and of the line of initials."""

    sounds: frozenset[str]
    initials: frozenset[str]


def plan(query: str) -> SearchPlan:
    """The plan for a query; `BadRequest` when it is empty or longer than `MAX_QUERY`."""
    folded = fold(query)
    if not folded:
        raise _refuse("empty", _("Type at least one character to search for"))
    if max(len(query), len(folded)) > MAX_QUERY:
        raise _refuse("too_long", _("Search for at most %(limit)s characters", limit=MAX_QUERY))
    words = _words(folded.split(" "))
    literal = _merge(_literal_word(word) for word in words)
    options = [list(_options(word, at == len(words) - 1)) for at, word in enumerate(words)]
    found = dict.fromkeys(chain([literal], map(_merge, _combinations(options))))
    whole = compact(query)
    return SearchPlan(whole, whole, tuple(islice(found, MAX_ALTERNATIVES)))


def matches(search_plan: SearchPlan, search_text: str) -> bool:
    """Whether a record with this search text is found; the reference for the SQL."""
    present = grams(search_text)
    return any(
        one.grams <= present
        and (not one.any_grams or not one.any_grams.isdisjoint(present))
        and all(piece in search_text for piece in one.like)
        and (one.regex is None or re.search(one.regex, search_text, re.DOTALL) is not None)
        for one in search_plan.alternatives
    )


def _combinations(options: list[list[Alternative]]) -> list[list[Alternative]]:
    """One option per word, the likeliest combinations first; many words leave fewer options for each."""
    if len(options) == 1:
        return [[option] for option in options[0]]
    kept = 4 if len(options) <= MAX_MIXED_WORDS else 1
    ranks = sorted(product(*[range(min(kept, len(choices))) for choices in options]), key=sum)
    return [[choices[at] for choices, at in zip(options, rank, strict=True)] for rank in ranks[:MAX_ALTERNATIVES]]


def _refuse(code: str, message: object) -> BadRequest:
    return BadRequest(message, code=f"query_{code}", errors=[FieldError("q", code, message)])


def _words(tokens: list[str]) -> list[str]:
    """Neighbouring tokens of one syllable each are one word (`hua wei`, `张 三`); `'` keeps their border."""
    words: list[str] = []
    open_word = False
    for at, token in enumerate(tokens):
        chinese = len(token) == 1 and is_chinese(token)
        unit = chinese or (_LETTER.match(token) is not None and is_unit(token, at == len(tokens) - 1))
        if unit and open_word:
            words[-1] += token if chinese and is_chinese(words[-1][-1]) else f"'{token}"
        else:
            words.append(token)
        open_word = unit
    return words


def _literal_word(word: str) -> Alternative:
    """The word as it is written; letters on the two sides of `'` are words of their own (`li'ning` finds Li Ning)."""
    pieces = [piece for piece in word.split("'") if piece] or [word]
    return _merge(_literal(piece) for piece in pieces)


def _literal(piece: str) -> Alternative:
    pairs = frozenset(map("".join, pairwise(piece)))
    return Alternative(pairs or frozenset(grams(piece)), (piece,))


def _options(word: str, last: bool) -> list[Alternative]:
    """How one word can be meant, the likeliest first: by syllables, by initials, as written."""
    written = _literal_word(word)
    if not _LETTER.search(word):
        return [written]
    runs = _RUNS.findall(word)
    choices = [parses(run, last and at == len(runs) - 1) for at, run in enumerate(runs) if _LETTER.match(run)]
    chosen = islice(product(*choices), MAX_ALTERNATIVES)
    spoken = [_with_chinese(word, _by_sounds(list(_spots(runs, list(one))))) for one in chosen]
    several = sum(1 for run in runs if run != "'") > 1 or len(runs[0]) > 1
    short = [_with_chinese(word, _by_initials(runs))] if several else []
    return [*spoken[:2], *short, written, *spoken[2:]]


def _with_chinese(word: str, sound: Alternative) -> Alternative:
    """The Chinese characters of a mixed word must occur as written, not only by their sound."""
    written = re.findall("[^\x00-\x7fü]+", word)
    return _merge([sound, *map(_literal, written)])


def _spots(runs: list[str], chosen: list[tuple[frozenset[str], ...]]) -> Iterator[_Spot]:
    marks, letters = syllable_marks(), initial_marks()
    position = 0
    for run in runs:
        if _LETTER.match(run):
            for syllables in chosen[position]:
                sounds = {marks[syllable] for syllable in syllables}
                bare = min(syllables, key=len)[0]
                if len(syllables) > 1 or syllables == {bare}:
                    sounds.add(bare)  # a Latin letter of a name stands in the line of syllables as itself
                yield _Spot(frozenset(sounds), frozenset(letters[syllable] for syllable in syllables))
            position += 1
        elif run != "'":
            yield _char_spot(run)


def _char_spot(char: str) -> _Spot:
    readings = char_readings(char)
    if not readings:
        return _Spot(frozenset(char), frozenset(char))
    marks, letters = syllable_marks(), initial_marks()
    return _Spot(frozenset(marks[one] for one in readings), frozenset(letters[one] for one in readings))


def _by_initials(runs: list[str]) -> Alternative:
    letters = initial_marks()
    sets: list[frozenset[str]] = []
    for run in runs:
        if _LETTER.match(run):
            sets += [frozenset(letters[letter]) for letter in run.replace("ü", "v")]
        elif run != "'":
            sets.append(_char_spot(run).initials)
    return _sequence(sets, _pairs(sets), _likely_pairs(sets))


def _by_sounds(spots: list[_Spot]) -> Alternative:
    sounds = [spot.sounds for spot in spots]
    found = _pairs(sounds)
    known = {at for at, _gram in found}
    if len(spots) > 1:  # an initial by itself is in no index
        found += [pair for pair in _pairs([spot.initials for spot in spots]) if pair[0] not in known]
    return _sequence(sounds, found, _likely_pairs(sounds))


def _likely_pairs(sets: list[frozenset[str]]) -> frozenset[str]:
    """What the index is asked for where a position is uncertain (`hua` and `w…`): all grams of the two neighbours that
    leave the fewest; where these are too many, or there is one position only, what may stand at one."""
    sizes = [(len(one) * len(other), at) for at, (one, other) in enumerate(pairwise(sets)) if len(one) * len(other) > 1]
    if sizes and min(sizes)[0] <= MAX_ANY_GRAMS:
        at = min(sizes)[1]
        return frozenset(first + second for first in sets[at] for second in sets[at + 1])
    fewest = min(sets, key=len) if sizes or len(sets) == 1 else frozenset()
    return fewest if 1 < len(fewest) <= MAX_ANY_GRAMS else frozenset()


def _pairs(sets: list[frozenset[str]]) -> list[tuple[int, str]]:
    """Grams between neighbours that are both certain, with the position of the first; a single one by itself."""
    if len(sets) == 1 and len(sets[0]) == 1:
        return [(0, next(iter(sets[0])))]
    return [
        (at, next(iter(one)) + next(iter(other)))
        for at, (one, other) in enumerate(pairwise(sets))
        if len(one) == 1 and len(other) == 1
    ]


def _sequence(
    sets: list[frozenset[str]], pairs: Iterable[tuple[int, str]], any_grams: frozenset[str] = frozenset()
) -> Alternative:
    needed = frozenset(gram for _at, gram in pairs)
    if all(len(one) == 1 for one in sets):
        return Alternative(needed, ("".join(next(iter(one)) for one in sets),))
    return Alternative(needed, (), "".join(map(_char_class, sets)), any_grams)


def _char_class(chars: frozenset[str]) -> str:
    """A bracket expression with runs joined to ranges; a single character stands alone, punctuation escaped."""
    codes = sorted(map(ord, chars))
    if len(codes) == 1:
        char = chr(codes[0])
        return f"\\{char}" if char.isascii() and not char.isalnum() else char
    parts: list[str] = []
    start = previous = codes[0]
    for code in [*codes[1:], -1]:
        if code == previous + 1:
            previous = code
            continue
        parts.append(chr(start) if start == previous else f"{chr(start)}-{chr(previous)}")
        start = previous = code
    return f"[{''.join(parts)}]"


def _merge(parts: Iterable[Alternative]) -> Alternative:
    """All parts together; several expressions become one that asks for each, in any order."""
    taken = list(parts)
    likes = tuple(dict.fromkeys(chain.from_iterable(part.like for part in taken)))
    expressions = list(dict.fromkeys(part.regex for part in taken if part.regex is not None))
    regex = expressions[0] if len(expressions) == 1 else "".join(f"(?=.*{one})" for one in expressions)
    needed: frozenset[str] = frozenset().union(*(part.grams for part in taken))
    choices = min((part.any_grams for part in taken if part.any_grams), key=len, default=frozenset())
    return Alternative(needed, likes, _anchored(regex, len(expressions)), choices)


def _anchored(regex: str, count: int) -> str | None:
    if count == 0:
        return None
    return regex if count == 1 else f"^{regex}"
