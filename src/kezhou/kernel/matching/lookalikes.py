"""Characters that are taken for one another by their shape: in print, as measured on glyphs (`data/lookalikes.txt`, see
`tools/make_lookalikes.py`), and in handwriting, as people know them."""

from functools import cache
from pathlib import Path

_MEASURED = Path(__file__).parent / "data" / "lookalikes.txt"
_GROUPS = (
    "己已巳 未末 土士 日曰 人入八 天夫无元 大太犬 干千于 王玉主 木本术 贝见 刀力 午牛 田由甲申 比北此 目且 白自百 石右 "
    "子孑予 史吏 句旬 令今 免兔 代伐 戊戌戍 侯候 辛幸 坏环 陪赔倍 晴睛 折拆析 狠狼 拔拨 茶荼 徒徙 冶治 冷泠 壮状 准淮 "
    "沈沉 昌冒 亨享 官宫 密蜜 拢扰 抡抢 沦沧 伧伦 崇祟 盲育 贷货 贵责 技枝 杆杠 板扳 抓爪 瓜爪 历厉 厂广 仑仓 仪义 "
    "又叉 风凤 丰半 平乎 手毛 矢失 束柬 东车 丹舟 母毋 乌鸟 乒乓 司同 问间闻 艮良 朗郎 即既 卯卬 什汁 针钉 钢钩 铁铢 "
    "铜铟 棉绵锦 纺访 绿缘 红江 洋详样 湘相 润涧 洲州 永水 泳冰 承丞 伟纬玮 宏宠 讯汛 凯剀 瑞端 晶品 昊吴 旺汪 晨震 "
    "辉晖 恒桓垣 怡恰 诚城 盛盒 咸威 倩清请 运远 道遁 隆降 隧遂 康庚 庆厌 秦奏泰 裕祥 祥详 神伸仲 佳住往 任仕 优忧 "
    "友发 壁璧 墙樯 堆推 雄雅 晋普 并井 会合 杏查 卓草 帅师 布希 尚向 宁宇 安妥 要耍 委季李 季秀香 埋理 勋勤 励厉 "
    "勃勒 巧功 玖久 夕名 灾炙 打扛 拓柘 招抬 抱泡炮 股服 朋明 臣巨匡 区匹 欧殴 机杭抗航 坑抗 冠寇 摩磨魔 庭廷 审宙宇 "
    "抽油 袖轴 凌凄 湾弯 塔搭 蓝篮 腾膝 鸿鹄 钧钓 岳兵 宾兵 盈盆 鑫淼 森淼 焱淼 博搏 渡度 源原 嘉喜 喜善"
)


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    groups = (*_GROUPS.split(), *_MEASURED.read_text(encoding="utf-8").split())
    return frozenset((a, b) for group in groups for a in group for b in group if a != b)


def look_alike(a: str, b: str) -> bool:
    """Whether the two characters are easily taken for one another."""
    return (a, b) in _pairs()
