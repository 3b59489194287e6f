"""How usual the words of names are: an agreement on rare characters says more than one on usual ones.

A model of neighbouring characters over the names of the base itself, smoothed so that a small or empty base gives
moderate numbers. `information(previous, char)` is in nats: 6.9 means that one name in a thousand goes on like this.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

ALPHABET = 7_000
"""Characters that names are written with; an unseen one has its share."""
BACKING = 4.0
"""How many sightings the rarity of a character alone counts for beside the sightings of the pair."""
START = "^"
GROUND = 870
"""Made-up names on which an empty base stands, see `_background`."""
MAX_INFORMATION = 12.0
MAX_SEEN = 300_000
"""Worked-out pairs that are remembered."""

_TRADES = (
    "科技*30 商贸*30 贸易*30 建筑工程*12 装饰工程*10 建筑安装工程*5 投资*12 投资管理*8 企业管理*6 管理咨询*8 "
    "信息咨询*6 实业*14 "
    "文化传媒*8 文化传播*8 广告*12 信息技术*8 网络科技*10 电子*12 电子科技*10 电子商务*6 机械*10 机械设备*8 "
    "机电设备*8 汽车销售*5 "
    "汽车服务*5 汽车配件*5 物流*12 运输*10 货运代理*4 房地产开发*12 物业管理*10 物业服务*4 农业科技*6 农业开发*8 "
    "种植*12 养殖*14 "
    "种植专业合作社*12 养殖专业合作社*14 食品*12 餐饮管理*5 餐饮*4 酒店管理*4 医药*8 医疗器械*5 化工*12 材料*6 "
    "新材料*4 建材*12 "
    "装饰材料*6 五金*6 五金制品*4 塑料制品*5 包装*6 印刷*6 纺织*6 服饰*8 服装*8 家具*6 环保科技*5 环保*4 能源*5 "
    "新能源*4 电力*6 "
    "电器*8 电气*6 钢结构*3 进出口*8 国际贸易*8 商务*4 商务服务*4 教育咨询*5 教育科技*3 旅游*5 国际旅行社*3 劳务*5 "
    "人力资源*4 "
    "租赁*6 设备租赁*4 安装*4 制造*6 加工*5 销售*6 技术*8 技术开发*4 软件*6 生物科技*6 园林绿化*5 园林*3 矿业*6 "
    "煤炭*4 石油*4 "
    "燃气*3 水利*3 市政工程*4 设计*4 建筑设计*3 检测*3 勘察*2 会计师事务所*3 律师事务所*2 通信*5 通讯*4 数码*3 "
    "珠宝*3 工艺品*4 "
    "日用品*3 百货*5 超市*6 药房*5 药店*4 大药房*4 银行*4 信用社*4 保险*5 加油站*5 供销*4 粮油*4 粮食*4 茶业*3 "
    "酒业*5 木业*4 "
    "水泥*3 橡胶*3 轴承*2 仪器*4 仪表*3 制品*6 制衣*4 鞋业*3 玩具*3 照明*3 光电*3 空调*2 消防*3 安防*2 保安服务*2 "
    "家政*3 健身*2"
)
"""What Chinese companies say they do, with rough shares: the ground on which an empty base stands."""
_BRAND = (
    "华金鑫宏盛达兴天安泰恒信诚德隆源丰瑞祥和平顺通利康宇海东方南北中国大新美佳嘉英杰博文明正永万福成龙凤凯润亿聚汇众创"
    "联合立峰江山川河湖星光辉煌昌荣茂益友联发财富贵宝玉林森木石云飞腾跃翔远航世纪元亚太欧环球卓越优精品质惠民生活力"
)
"""Characters that names of firms like."""
_FORM = "有限公司"


@cache
def _background() -> tuple[Counter[str], Counter[str]]:
    """Characters and pairs of some two thousand made-up names: a usual brand, a trade, the usual form."""
    chars: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    brands = [first + second for first, second in zip(_BRAND, _BRAND[1:] + _BRAND[:1], strict=True)]
    at = 0
    for word in _TRADES.split():
        trade, _star, times = word.partition("*")
        form = "" if trade.endswith(("社", "所")) else _FORM
        for _time in range(int(times)):
            text = brands[at % len(brands)] + trade + form
            at += 1
            chars.update(text)
            pairs.update(a + b for a, b in zip(START + text, text, strict=False))
    return chars, pairs


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
            alone = (self.chars.get(char, 0) + 0.5) / (self.total + 0.5 * ALPHABET)
            before = self.names + GROUND if previous == START else self.chars.get(previous, 0)
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


def count(texts: Iterable[str] = ()) -> Frequencies:
    """Frequencies of names that are already taken apart (their `text`), on the ground of usual trades and brands."""
    ground = _background()
    chars, pairs = Counter(ground[0]), Counter(ground[1])
    names = 0
    for text in texts:
        names += 1
        chars.update(text)
        pairs.update(a + b for a, b in zip(START + text, text, strict=False))
    return Frequencies(names, chars, pairs, sum(chars.values()))
