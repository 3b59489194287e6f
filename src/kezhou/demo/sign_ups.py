"""登记表 of the demo company: two pages on which outsiders register, and who did so in the last weeks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kezhou.kernel.clock import FixedClock
from kezhou.kernel.ctx import Ctx
from kezhou.modules.registration import fields, store, submit
from kezhou.modules.registration.form.model import Form
from kezhou.platform.base.sql import fetch_one

from .staff import Staff

NOTICE = (
    "客舟示例集团为了回复您的咨询、安排演示，收集您填写的姓名、联系方式和需求。信息只供本公司销售与客服使用，"
    "最多保存一年，期满自动清除。您可以随时要求查阅、更正或删除，联系邮箱 privacy@kezhou.example。"
)
MARKETING = {"key": "marketing", "text": "愿意收到新品与活动通知，可随时退订。", "required": False}
AGREED = {"key": "privacy", "text": "已阅读并同意上述个人信息处理说明。", "required": True}
CAME = (
    (19, "website", "瀚海精密仪器（苏州）有限公司", "施文静", "13500010001", "320500", "想了解冷链温控方案，两个仓库"),
    (16, "website", "北京朗图数字科技有限公司", "康浩", "13500010002", "110100", "希望看一次产品演示"),
    (13, "fair", "宁波恒岳机电有限公司", "章丽", "13500010003", "330200", ""),
    (11, "fair", "佛山市亿腾包装有限公司", "黎志强", "13500010004", "440600", "包装线改造，年底前定方案"),
    (9, "website", "成都云杉生物科技有限公司", "蒲敏", "13500010005", "510100", "实验室备件年度采购"),
    (6, "fair", "佛山市亿腾包装有限公司", "黎志强", "13500010004", "440600", "展会后请尽快联系我"),
    (3, "website", "西安众合轨道装备有限公司", "屈锐", "13500010006", "610100", "招标前技术交流"),
    (1, "website", "南京启明医疗器械有限公司", "樊蕾", "13500010007", "320100", "维保合同报价"),
)
"""Days ago, through which page, company, person, number, region, what they need."""


def come_in(ctx: Ctx, staff: Staff, now: datetime) -> None:
    """The website's page gives leads to marketing in turn; those of the fair lie in the pool."""
    marketing = [staff.users[name].id for name in ("marketing1", "marketing2")]
    pool = fetch_one("SELECT id FROM pools_pool WHERE name = '线索公海'")
    forms = {
        "website": _form(ctx, now - timedelta(days=60), {
            "target": "lead", "title": "预约产品演示", "intro": "留下联系方式，一个工作日内与您联系。",
            "owners": marketing, "watchers": [marketing[0]],
        }),
        "fair": _form(ctx, now - timedelta(days=30), {
            "target": "lead", "title": "上海工博会 · 现场登记", "intro": "登记后可领取资料与小礼品。",
            "pool": pool[0] if pool else None, "watchers": [marketing[0]],
        }),
    }  # fmt: skip
    for days, page, company, person, number, region, need in CAME:
        form, moment = forms[page], now - timedelta(days=days, hours=2 + days % 5)
        outsider = Ctx.system("registration", FixedClock(moment))
        asked = fields.questions(submit.acting(outsider), form.fields)
        sent = {
            "customer.name": company, "contact.name": person, "contact.mobile": number,
            "customer.region": region, fields.NEED: need,
        }  # fmt: skip
        answers = fields.taken(submit.acting(outsider), asked, sent)
        submit.submit(outsider, form, answers, {"privacy": True, "marketing": days % 2 == 0})


def _form(ctx: Ctx, moment: datetime, words: dict[str, Any]) -> Form:
    asked = ("customer.name", "contact.name", "contact.mobile", "customer.region", fields.NEED)
    required = ("customer.name", "contact.name", "contact.mobile")
    told = {
        "fields": [{"name": name, "required": name in required} for name in asked],
        "notice": NOTICE, "consents": [AGREED, MARKETING], "thanks": "已收到，我们会尽快与您联系。", "active": True,
    }  # fmt: skip
    return store.create(Ctx.system(ctx.actor.name, FixedClock(moment)), {**told, **words})
