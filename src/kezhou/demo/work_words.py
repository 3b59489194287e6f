"""What people of the demo company write down about their work."""

from collections.abc import Mapping, Sequence

KINDS = (
    ("call", 46), ("wechat", 18), ("visit", 13), ("email", 8), ("meeting", 6), ("demo", 4), ("message", 3),
    ("dinner", 1), ("other", 1),
)  # fmt: skip
"""Kind and how often in a hundred."""

CONTENTS: Mapping[str, Sequence[str]] = {
    "call": (
        "电话沟通了交付周期，对方希望月底前到货",
        "询问了报价反馈，采购说还在比价",
        "和技术负责人确认了参数，需要补充两份检测报告",
        "对方反馈上一批产品使用正常，准备追加采购",
        "约了下周现场看样，对方会安排生产部一起参加",
        "了解到预算要到下季度才批，先保持联系",
        "确认了开票信息和收货地址",
    ),
    "wechat": (
        "微信发了产品手册和同行业案例",
        "微信确认了会议时间，对方参会三人",
        "客户在微信里问了质保年限，已按标准条款答复",
        "节日问候，顺便提到新品下月发布",
    ),
    "visit": (
        "现场拜访，参观了车间，记录了产线改造需求",
        "上门拜访采购经理，谈了付款方式和账期",
        "拜访总经理，介绍了整体方案，对方比较认可",
        "现场处理安装问题，客户对响应速度满意",
    ),
    "email": ("邮件发送正式报价单和技术协议", "邮件回复了合同条款的三处修改意见", "邮件发送了培训资料和验收清单"),
    "meeting": ("召开方案评审会，形成五条待办", "线上会议讨论了实施计划和人员安排", "与客户法务开会，基本确定合同文本"),
    "demo": ("演示了核心功能，客户提出两个定制需求", "样机演示顺利，对方要求提供试用期"),
    "message": ("短信提醒了明天的会议安排和地址", "短信告知发货单号和预计到货日期"),
    "dinner": ("与对方团队聚餐，聊到明年的扩建计划",),
    "other": ("展会上碰面，交换了新的联系方式",),
}
ENDINGS = ("。", "。", "，继续跟进。", "，等对方内部讨论。", "，已同步给技术支持。")
NEXT = ("确认报价反馈", "寄送样品", "约现场拜访", "跟进合同审批", "催收首付款", "回访使用情况", "邀请参加产品发布会")
PURPOSES = ("需求调研", "方案汇报", "商务谈判", "现场勘查", "回访使用情况", "合同签署", "年度回访", "新品介绍")
TASKS = (
    "准备报价单", "寄送样品", "整理技术方案", "跟催合同用印", "确认开票信息", "安排工程师上门", "准备投标文件", "对账",
    "提交客户信用申请", "更新客户决策链", "邀请参观工厂", "发送同行案例",
)  # fmt: skip
RESULTS: Mapping[str, Sequence[str | None]] = {
    "potential": ("considering", "appointment", "interested", None),
    "following": ("interested", "appointment", "quoted", "considering"),
    "trading": ("interested", "appointment", "quoted", None),
    "dormant": ("considering", "no_interest", None),
    "lost": ("no_interest", "no_interest", None),
}
PHRASES = (
    {"text": "未接通，稍后再联系。", "kind": "call", "shared": True, "position": 10},
    {"text": "客户有意向，等待内部审批。", "kind": "call", "shared": True, "position": 20},
    {"text": "已发报价单，约定三天内答复。", "kind": "email", "shared": True, "position": 30},
    {"text": "现场拜访完成，客户对方案认可。", "kind": "visit", "shared": True, "position": 40},
    {"text": "已加微信，发送了产品资料。", "kind": "wechat", "shared": True, "position": 50},
    {"text": "确认了交付时间和收货地址。", "shared": True, "position": 60},
    {"text": "客户暂无需求，下季度再联系。", "shared": True, "position": 70},
    {"text": "演示顺利，客户提出定制需求。", "kind": "demo", "shared": True, "position": 80},
)
CITIES: Mapping[str, tuple[float, float]] = {
    "1101": (39.92, 116.41), "1201": (39.13, 117.20), "2101": (41.80, 123.43), "3101": (31.22, 121.54),
    "3201": (32.06, 118.79), "3205": (31.30, 120.62), "3301": (30.27, 120.15), "3401": (31.82, 117.23),
    "3502": (24.48, 118.09), "3702": (36.07, 120.38), "4201": (30.59, 114.30), "4301": (28.23, 112.94),
    "4401": (23.13, 113.26), "4403": (22.54, 114.06), "5001": (29.56, 106.55), "5101": (30.57, 104.07),
    "6101": (34.34, 108.94),
}  # fmt: skip
"""Latitude and longitude of the cities in `words.CITIES`, by the head of the region code."""
