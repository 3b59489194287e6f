// Deterministic people and companies for the mock: the same seed, the same screens.
let seed = 20261122;
export function random() {
  seed = (seed * 1664525 + 1013904223) % 4294967296;
  return seed / 4294967296;
}
export const pick = (list) => list[Math.floor(random() * list.length)];
const between = (a, b) => a + Math.floor(random() * (b - a + 1));

const NOW = Date.parse("2026-11-22T08:00:00Z");
const DAY = 86_400_000;
export const day = (offset) => new Date(NOW + offset * DAY).toISOString().slice(0, 10);
export const moment = (offset, minutes = 0) =>
  new Date(NOW + offset * DAY - minutes * 60_000).toISOString().replace(/\.\d+Z/, "Z");

export const regions = [
  {
    code: "110000",
    name: "北京市",
    children: [
      {
        code: "110100",
        name: "北京市",
        children: [
          { code: "110105", name: "朝阳区" },
          { code: "110108", name: "海淀区" },
        ],
      },
    ],
  },
  {
    code: "310000",
    name: "上海市",
    children: [
      {
        code: "310100",
        name: "上海市",
        children: [
          { code: "310104", name: "徐汇区" },
          { code: "310115", name: "浦东新区" },
        ],
      },
    ],
  },
  {
    code: "330000",
    name: "浙江省",
    children: [
      {
        code: "330100",
        name: "杭州市",
        children: [
          { code: "330106", name: "西湖区" },
          { code: "330108", name: "滨江区" },
        ],
      },
    ],
  },
  {
    code: "420000",
    name: "湖北省",
    children: [
      {
        code: "420100",
        name: "武汉市",
        children: [
          { code: "420111", name: "洪山区" },
          { code: "420106", name: "武昌区" },
        ],
      },
    ],
  },
  {
    code: "440000",
    name: "广东省",
    children: [
      {
        code: "440300",
        name: "深圳市",
        children: [
          { code: "440305", name: "南山区" },
          { code: "440304", name: "福田区" },
        ],
      },
    ],
  },
  {
    code: "510000",
    name: "四川省",
    children: [
      {
        code: "510100",
        name: "成都市",
        children: [
          { code: "510107", name: "武侯区" },
          { code: "510104", name: "锦江区" },
        ],
      },
    ],
  },
  {
    code: "610000",
    name: "陕西省",
    children: [{ code: "610100", name: "西安市", children: [{ code: "610113", name: "雁塔区" }] }],
  },
];
export const industries = [
  {
    code: "C",
    name: "制造业",
    children: [
      { code: "C34", name: "通用设备制造业" },
      { code: "C27", name: "医药制造业" },
      { code: "C38", name: "电气机械制造业" },
    ],
  },
  {
    code: "F",
    name: "批发和零售业",
    children: [
      { code: "F51", name: "批发业" },
      { code: "F52", name: "零售业" },
    ],
  },
  { code: "G", name: "交通运输业", children: [{ code: "G59", name: "装卸搬运和仓储业" }] },
  {
    code: "I",
    name: "信息技术服务业",
    children: [
      { code: "I65", name: "软件和信息技术服务业" },
      { code: "I64", name: "互联网服务" },
    ],
  },
  { code: "J", name: "金融业", children: [{ code: "J66", name: "货币金融服务" }] },
];

export const dictionaries = {
  customer_level: [
    { value: "A", label: "A 重点客户", color: "red", active: true },
    { value: "B", label: "B 优质客户", color: "orange", active: true },
    { value: "C", label: "C 普通客户", color: "blue", active: true },
    { value: "D", label: "D 低价值", color: "gray", active: true },
  ],
  customer_status: [
    { value: "potential", label: "潜在", color: "gray", active: true },
    { value: "following", label: "跟进中", color: "blue", active: true },
    { value: "trading", label: "已成交", color: "green", active: true },
    { value: "lost", label: "流失", color: "red", active: true },
  ],
  customer_source: ["展会", "官网", "转介绍", "电话", "老客户"].map((label, at) => ({
    value: `s${at}`,
    label,
    color: null,
    active: true,
  })),
  contact_role: ["决策人", "影响者", "使用者", "采购"].map((label, at) => ({
    value: `r${at}`,
    label,
    color: null,
    active: true,
  })),
};

const CITY = [
  ["北京", "110105"],
  ["上海", "310115"],
  ["杭州", "330106"],
  ["武汉", "420111"],
  ["深圳", "440305"],
  ["成都", "510107"],
  ["西安", "610113"],
  ["苏州", "330108"],
];
const CORE = [
  "嘉创",
  "宏景",
  "广辉",
  "瑞润",
  "立拓",
  "中航",
  "远通",
  "云和",
  "瑞泰",
  "博航",
  "恒航",
  "智联",
  "天康",
  "新安",
  "鼎达",
  "海策",
  "智峰",
  "德达",
];
const TRADE = [
  ["新能源", "C38"],
  ["电子商务", "F52"],
  ["供应链管理", "G59"],
  ["生物医药", "C27"],
  ["软件科技", "I65"],
  ["精密制造", "C34"],
  ["医疗器械", "C27"],
  ["融资租赁", "J66"],
];
const SUR = "林马胡黄张李杨徐孙王高周单曾赵吴刘陈".split("");
const GIVEN = ["秀兰", "强", "军", "磊", "勇", "雨欣", "芳", "超", "静", "明", "建国", "晓燕", "思远", "子墨"];
const personName = () => pick(SUR) + pick(GIVEN);
const phone = () => `1${pick([3, 5, 7, 8])}${between(0, 9)}${String(between(0, 99_999_999)).padStart(8, "0")}`;
const SET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
function creditCode(region) {
  const body = `91${region}MA${Array.from({ length: 7 }, () => SET[between(0, 30)]).join("")}`;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * SET.indexOf(body[at]), 0);
  return body + SET[(31 - (sum % 31)) % 31];
}

export const departments = [
  { id: 1, name: "客舟演示公司", kind: "company", parent: null },
  { id: 2, name: "华东分公司", kind: "branch", parent: 1 },
  { id: 3, name: "销售一部", kind: "department", parent: 2 },
  { id: 4, name: "销售二部", kind: "department", parent: 2 },
  { id: 5, name: "华南分公司", kind: "branch", parent: 1 },
  { id: 6, name: "客户服务部", kind: "department", parent: 5 },
];
const STAFF = [
  "吴若曦",
  "李婉清",
  "孙艺涵",
  "刘景行",
  "赵雨桐",
  "周子墨",
  "陈思远",
  "王浩然",
  "何静怡",
  "郑凯文",
  "钱多多",
  "冯一鸣",
];
export const users = STAFF.map((name, at) => ({
  id: at + 1,
  version: 1,
  name,
  username: `sales${at + 1}`,
  staff_no: `KZ${String(1001 + at)}`,
  email: `sales${at + 1}@example.com`,
  phone: phone(),
  department: { id: 3 + (at % 4), title: departments[2 + (at % 4)].name },
  position: { id: 1, title: at % 4 === 0 ? "部门经理" : "销售" },
  status: at === 11 ? "disabled" : "active",
  roles: at % 4 === 0 ? ["manager"] : ["sales"],
  updated_at: moment(-at),
}));
const owner = () => {
  const user = pick(users);
  return { id: user.id, title: user.name };
};

export const customers = Array.from({ length: 200 }, (_, at) => {
  const [city, region] = pick(CITY);
  const [trade, industry] = pick(TRADE);
  const who = owner();
  return {
    id: at + 1,
    version: between(1, 5),
    name: `${city}${pick(CORE)}${trade}${pick(["有限公司", "股份有限公司", "有限公司"])}`,
    short_name: null,
    kind: "company",
    credit_code: random() < 0.9 ? creditCode(region) : null,
    level: pick(["A", "B", "B", "C", "C", "C", "D"]),
    status: pick(["following", "following", "following", "potential", "trading", "lost"]),
    source: pick(["s0", "s1", "s2", "s3", "s4"]),
    industry,
    region,
    address: `${pick(["科技园", "人民路", "建设大道"])}${between(1, 300)}号`,
    phone: phone(),
    email: `info${at}@example.com`,
    website: `www.example${at}.com`,
    registered_capital: {
      amount: `${between(100, 9_000_000)}.${String(between(0, 99)).padStart(2, "0")}`,
      currency: "CNY",
    },
    founded_on: day(-between(400, 8000)),
    tags: random() < 0.4 ? [pick(["重点", "老客户", "招标", "高新企业"])] : [],
    remarks: random() < 0.3 ? "对交货周期要求高，财务付款较慢。" : null,
    owner: who,
    department: { id: 3, title: "销售一部" },
    next_follow_up_at: random() < 0.7 ? day(between(-20, 30)) : null,
    health: between(35, 100),
    created_at: moment(-between(30, 500)),
    updated_at: moment(-Math.floor(at / 6), at * 7),
    deleted: at >= 196,
  };
});
export const contacts = Array.from({ length: 120 }, (_, at) => {
  const customer = customers[at % 90];
  return {
    id: at + 1,
    version: 1,
    name: personName(),
    title: pick(["总经理", "采购经理", "财务总监", "技术总监"]),
    phone: phone(),
    email: `contact${at}@example.com`,
    wechat: null,
    role: pick(["r0", "r1", "r2", "r3"]),
    birthday: day(-between(9000, 18000)),
    customer: { id: customer.id, title: customer.name },
    owner: customer.owner,
    created_at: moment(-at),
    updated_at: moment(-at),
  };
});
