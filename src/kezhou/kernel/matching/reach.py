"""Numbers, addresses and domains in the one spelling that is compared exactly."""

import re
from dataclasses import dataclass

from kezhou.kernel.text.fold import fold
from kezhou.kernel.text.phones import normalise_email, normalise_phone

_FREE_MAIL = (
    "qq.com vip.qq.com foxmail.com 163.com vip.163.com 126.com vip.126.com yeah.net 188.com sina.com sina.cn "
    "vip.sina.com sohu.com vip.sohu.com tom.com 21cn.com 139.com 189.cn wo.cn wo.com.cn aliyun.com 263.net "
    "gmail.com googlemail.com outlook.com hotmail.com live.com live.cn msn.com msn.cn yahoo.com yahoo.com.cn "
    "yahoo.cn yahoo.com.hk yahoo.com.tw icloud.com me.com mac.com aol.com gmx.com gmx.net mail.com mail.ru "
    "yandex.ru yandex.com protonmail.com proton.me zoho.com 2980.com email.cn eyou.com citiz.net chinaren.com"
)
FREE_MAIL = frozenset(_FREE_MAIL.split())
"""Everybody may have an address there: the domain says nothing."""

_SHARED_SITES = (
    "1688.com alibaba.com taobao.com tmall.com jd.com weixin.qq.com mp.weixin.qq.com qq.com weibo.com baidu.com "
    "sohu.com 163.com made-in-china.com hc360.com huangye88.com 11467.com gongchang.com b2b.cn zhihu.com "
    "github.io wordpress.com blogspot.com facebook.com linkedin.com instagram.com amazon.com ebay.com"
)
SHARED_SITES = frozenset(_SHARED_SITES.split())
"""Many companies have a page there: only the whole host name says something, and of `www.` nothing."""

_SECOND_LEVEL_WORDS = "com net org gov edu ac co mil bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb"
_SECOND_LEVEL = frozenset(_SECOND_LEVEL_WORDS.split())
_HOST = re.compile(r"(?:[a-z0-9一-鿿](?:[a-z0-9一-鿿-]{0,61}[a-z0-9一-鿿])?\.)+[a-z0-9一-鿿-]{2,63}")
_CODE = re.compile(r"[0-9a-z]{15}|[0-9a-z]{18}|[0-9a-z]{20}")
MAX_URL = 500


@dataclass(frozen=True, slots=True)
class Code:
    """A credit code or an older tax number. `body`: the nine characters of the organisation that both contain."""

    text: str
    body: str


def tax_code(raw: str) -> Code | None:
    """The code without spaces and dashes, in capitals; None for what has no such shape."""
    text = re.sub(r"[\s-]", "", fold(raw[:60]))
    if not _CODE.fullmatch(text):
        return None
    text = text.upper()
    body = text[8:17] if len(text) == 18 else text[6:15] if len(text) == 15 else text
    return Code(text, body)


def phone(raw: str) -> tuple[str, bool] | None:
    """The number without its extension and whether it is a mobile; None for what is no number."""
    found = normalise_phone(raw)
    return None if found is None else (found.digits, found.kind == "mobile")


def email(raw: str) -> tuple[str, str] | None:
    """The address and its domain, which is blank where everybody may have an address."""
    address = normalise_email(raw)
    if address is None:
        return None
    domain = address.rpartition("@")[2]
    return address, "" if domain in FREE_MAIL else registrable(domain)


def site(raw: str) -> str:
    """The domain of a web address; blank for what is none and for pages on sites of others."""
    text = re.sub(r"^[a-z][a-z0-9+.-]*://", "", fold(raw[:MAX_URL]).strip())
    host = re.split(r"[/?#:\s]", text.rpartition("@")[2] if "@" in text.split("/")[0] else text, maxsplit=1)[0]
    host = host.rstrip(".").removeprefix("www.")
    if not _HOST.fullmatch(host):
        return ""
    domain = registrable(host)
    if domain not in SHARED_SITES:
        return domain
    return "" if host in SHARED_SITES else host


def registrable(host: str) -> str:
    """The part of a host name that somebody registered: `crm.example.com.cn` → `example.com.cn`."""
    labels = host.split(".")
    keep = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-keep:])
