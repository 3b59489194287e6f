"""How usual the words of names are: an agreement on rare characters says more than one on usual ones.

A model of neighbouring characters over the names of the base itself, smoothed so that a small or empty base gives
moderate numbers. `information(previous, char)` is in nats: 6.9 means that one name in a thousand goes on like this.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ALPHABET = 7_000
"""Characters that names are written with; an unseen one has its share."""
BACKING = 4.0
"""How many sightings the rarity of a character alone counts for beside the sightings of the pair."""
START = "^"
MAX_INFORMATION = 12.0
MAX_SEEN = 300_000
"""Worked-out pairs that are remembered."""

_USUAL = (
    "有限公司责任股份集团科技贸易商贸实业工程建设建筑装饰服务咨询管理投资发展技术电子信息网络文化传媒广告机械设备制造材料"
    "化工医药食品农业种植养殖专业合作社物流运输汽车配件销售经营部中心国际房地产开发物业环保能源电力钢材五金塑料包装印刷"
)


@dataclass(slots=True)
class Frequencies:
    """Counts over the names of a base: characters, neighbouring pairs, and how many names were counted."""

    names: int = 0
    chars: Mapping[str, int] = field(default_factory=dict)
    pairs: Mapping[str, int] = field(default_factory=dict)
    total: int = 0
    _seen: dict[str, float] = field(default_factory=dict)

    def information(self, previous: str, char: str) -> float:
        """Nats of surprise at this character after that one."""
        pair = previous + char
        found = self._seen.get(pair)
        if found is None:
            alone = (self.chars.get(char, 0) + (2.0 if char in _USUAL else 0.5)) / (self.total + 0.5 * ALPHABET)
            before = self.names if previous == START else self.chars.get(previous, 0)
            share = (self.pairs.get(pair, 0) + BACKING * alone) / (before + BACKING)
            if len(self._seen) > MAX_SEEN:
                self._seen.clear()
            found = self._seen[pair] = min(-math.log(share), MAX_INFORMATION)
        return found

    def forget(self) -> None:
        """Drop what was worked out, after counts were exchanged."""
        self._seen.clear()

    def along(self, text: str) -> list[float]:
        """The information of every character of a text in its place."""
        return [self.information(a, b) for a, b in zip(START + text, text, strict=False)]


def count(texts: Iterable[str]) -> Frequencies:
    """Frequencies of names that are already taken apart (their `text`)."""
    chars: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    names = 0
    for text in texts:
        names += 1
        chars.update(text)
        pairs.update(a + b for a, b in zip(START + text, text, strict=False))
    return Frequencies(names, chars, pairs, sum(chars.values()))
