"""What people type into the search box, chosen by how many names it finds in this base."""

import itertools
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg

RARE = range(5, 80)
"""Names that a rare term finds, per million."""
WANTED = 12
TRIED = 400
COMMON = ("商贸", "建筑", "服饰", "美容", "食品", "装饰")


@dataclass(frozen=True, slots=True)
class Terms:
    rare: tuple[str, ...]
    """Two characters."""
    common: tuple[str, ...]
    """Two characters of thousands of names, all on the same side of the platform's line between index and walk."""
    common_sql: str
    initials: tuple[str, ...]
    """Four letters."""
    single: tuple[str, ...]
    """One character."""

    def parameters(self, word: str) -> dict[str, Any]:
        """The parameters of the bare statements."""
        from kezhou.kernel.text.grams import initial_marks

        marks = "".join(initial_marks().get(char, char) for char in word)
        return {
            "grams": _pairs(word) or [word],
            "like": f"%{word}%",
            "initials": _pairs(marks),
            "initials_like": f"%{marks}%",
        }


def choose(connection: "psycopg.Connection[tuple[Any, ...]]") -> Terms:
    from kezhou.kernel.ctx import Ctx
    from kezhou.kernel.text.grams import INITIAL_BASE
    from kezhou.kernel.text.plan import plan
    from kezhou.platform.entities import registry
    from kezhou.platform.search.predicate import text_search

    draw = random.Random(11)
    (highest,) = connection.execute("SELECT max(id) FROM parties_customer").fetchone() or (0,)
    ids = [draw.randrange(1, int(highest) + 1) for _ in range(TRIED)]
    texts = [
        text for (text,) in connection.execute("SELECT search_text FROM parties_customer WHERE id = ANY(%s)", [ids])
    ]
    lines = [text.split("\n") for text in texts if text.count("\n") == 2]
    rare: dict[str, None] = {}
    initials: dict[str, None] = {}
    single: dict[str, None] = {}
    seen = Counter(char for name, *_rest in lines for char in set(name))
    for name, _sounds, letters in lines:
        # Counting a common character reads most of the table; those are left out by what was drawn.
        for char in sorted(char for char in name if char >= "\u4e00" and seen[char] == 1):
            if len(single) < WANTED and _found(connection, [char], char) in RARE:
                single[char] = None
        pair = name[2:4]
        if len(rare) < WANTED and min(pair, default="") >= "\u4e00" and _found(connection, [pair], pair) in RARE:
            rare[pair] = None
        four = letters[2:6]
        if len(initials) < WANTED and len(four) == 4 and min(four) >= chr(INITIAL_BASE):
            word = "".join(chr(ord(each) - INITIAL_BASE + ord("a")) for each in four)
            # Some letters can also be read as syllables; those are searched for in more ways than these two.
            if len(plan(word).alternatives) == 2 and _found(connection, _pairs(four), four) in RARE:
                initials[word] = None
    customers = registry.native()["customer"]
    walked = [word for word in COMMON if "coalesce" in text_search(Ctx.system("bench"), customers, word).text]
    indexed = [word for word in COMMON if word not in walked]
    common, sql = (indexed, "search_indexed") if len(indexed) >= len(walked) else (walked, "search_walked")
    return Terms(tuple(rare), tuple(common), sql, tuple(initials), tuple(single))


def _pairs(text: str) -> list[str]:
    return sorted(set(map("".join, itertools.pairwise(text))))


def _found(connection: "psycopg.Connection[tuple[Any, ...]]", pairs: list[str], text: str) -> int:
    row = connection.execute(
        "SELECT count(*) FROM parties_customer WHERE kezhou_grams(search_text) @> %s::text[] AND search_text LIKE %s",
        [pairs, f"%{text}%"],
    ).fetchone()
    return int(row[0]) if row else 0
