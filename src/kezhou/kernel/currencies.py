"""The currencies that are kept, with the number of digits after the point that an amount has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Currency:
    code: str
    """ISO 4217; for currencies that no longer exist (old registrations) the code they had."""
    digits: int
    name_zh: str
    name_en: str


_ROWS = """
CNY 2 人民币 Chinese yuan
USD 2 美元 US dollar
EUR 2 欧元 Euro
HKD 2 港元 Hong Kong dollar
MOP 2 澳门元 Macanese pataca
TWD 2 新台币 New Taiwan dollar
JPY 0 日元 Japanese yen
KRW 0 韩元 South Korean won
GBP 2 英镑 Pound sterling
CHF 2 瑞士法郎 Swiss franc
CAD 2 加拿大元 Canadian dollar
AUD 2 澳大利亚元 Australian dollar
NZD 2 新西兰元 New Zealand dollar
SGD 2 新加坡元 Singapore dollar
MYR 2 马来西亚林吉特 Malaysian ringgit
THB 2 泰铢 Thai baht
VND 0 越南盾 Vietnamese dong
IDR 2 印度尼西亚卢比 Indonesian rupiah
PHP 2 菲律宾比索 Philippine peso
INR 2 印度卢比 Indian rupee
PKR 2 巴基斯坦卢比 Pakistani rupee
BDT 2 孟加拉塔卡 Bangladeshi taka
KZT 2 哈萨克斯坦坚戈 Kazakhstani tenge
MNT 2 蒙古图格里克 Mongolian tögrög
RUB 2 俄罗斯卢布 Russian rouble
UAH 2 乌克兰格里夫纳 Ukrainian hryvnia
PLN 2 波兰兹罗提 Polish złoty
CZK 2 捷克克朗 Czech koruna
HUF 2 匈牙利福林 Hungarian forint
SEK 2 瑞典克朗 Swedish krona
NOK 2 挪威克朗 Norwegian krone
DKK 2 丹麦克朗 Danish krone
TRY 2 土耳其里拉 Turkish lira
AED 2 阿联酋迪拉姆 UAE dirham
SAR 2 沙特里亚尔 Saudi riyal
KWD 3 科威特第纳尔 Kuwaiti dinar
ILS 2 以色列新谢克尔 Israeli new shekel
EGP 2 埃及镑 Egyptian pound
ZAR 2 南非兰特 South African rand
NGN 2 尼日利亚奈拉 Nigerian naira
BRL 2 巴西雷亚尔 Brazilian real
MXN 2 墨西哥比索 Mexican peso
ARS 2 阿根廷比索 Argentine peso
CLP 0 智利比索 Chilean peso
DEM 2 德国马克 Deutsche Mark
FRF 2 法国法郎 French franc
ITL 0 意大利里拉 Italian lira
NLG 2 荷兰盾 Dutch guilder
"""


def _table() -> dict[str, Currency]:
    rows = (line.split(" ", 3) for line in _ROWS.strip().splitlines())
    return {code: Currency(code, int(digits), zh, en) for code, digits, zh, en in rows}


CURRENCIES = _table()

ALIASES = {
    "人民币元": "CNY", "元人民币": "CNY", "RMB": "CNY", "¥": "CNY", "￥": "CNY", "美金": "USD", "美圆": "USD",
    "$": "USD", "US$": "USD", "港币": "HKD", "香港元": "HKD", "香港币": "HKD", "HK$": "HKD",
    "€": "EUR", "£": "GBP", "日圆": "JPY",
    "台币": "TWD", "新台币元": "TWD", "台湾元": "TWD", "韩币": "KRW", "韩圆": "KRW", "澳元": "AUD", "澳大利亚币": "AUD",
    "加元": "CAD", "加拿大币": "CAD", "新西兰币": "NZD", "新元": "SGD", "新加坡币": "SGD", "澳门币": "MOP",
    "瑞郎": "CHF",
    "马克": "DEM", "西德马克": "DEM", "卢布": "RUB",
}  # fmt: skip
"""Other ways in which a currency is written, beside its code and its Chinese name."""


def currency_named(text: str) -> Currency | None:
    """The currency of a code, a Chinese name or one of the aliases; None when there is none."""
    key = text.strip()
    return CURRENCIES.get(key.upper()) or CURRENCIES.get(ALIASES.get(key.upper(), "")) or _BY_NAME.get(key)


_BY_NAME = {currency.name_zh: currency for currency in CURRENCIES.values()}
