// One function per group of calls; the first that matches answers.
import { contacts, customers, day, departments, dictionaries, industries, moment, regions, users } from "./data.mjs";
import { entities, menu } from "./meta.mjs";
import { roles, settings } from "./settings.mjs";

const ME = {
  id: 1,
  username: "sales1",
  name: "陈思远",
  staff_no: "KZ1001",
  department: { id: 3, title: "销售一部" },
  position: { id: 1, title: "部门经理" },
  locale: "zh-CN",
  tz: "Asia/Shanghai",
  theme: "system",
  roles: [{ key: "manager", label: "部门经理" }],
  admin: ["roles", "org", "dictionaries", "custom_fields", "approvals", "audit"],
  csrf_token: "mock",
  unread: 2,
  must_change_password: false,
  totp: false,
};
const can = Object.fromEntries(Object.values(entities).map((entity) => [entity.key, entity.can]));
const store = { customer: customers, contact: contacts, user: users, role: roles };
const state = { signedIn: process.env.MOCK_SIGNED_OUT !== "1", jobs: [], importStep: "uploaded" };
let nextId = 1000;

const send = (response, status, value, headers = {}) =>
  response
    .writeHead(status, { "Content-Type": status >= 400 ? "application/problem+json" : "application/json", ...headers })
    .end(value === undefined ? "" : JSON.stringify(value));
const problem = (response, status, code, title, more = {}) =>
  send(response, status, { type: "about:blank", title, status, code, detail: title, ...more });

function holds(condition, record) {
  if (!condition) return true;
  if (condition.and) return condition.and.every((part) => holds(part, record));
  if (condition.or) return condition.or.some((part) => holds(part, record));
  if (condition.not) return !holds(condition.not, record);
  const raw = record[condition.field];
  const value = raw?.amount ? Number(raw.amount) : (raw?.id ?? raw);
  const wanted = condition.value === "$me" ? ME.id : condition.value;
  const empty = value === null || value === undefined || value === "" || value.length === 0;
  switch (condition.op) {
    case "eq":
      return value === wanted;
    case "ne":
      return value !== wanted;
    case "in":
      return wanted.includes(value) || (wanted.includes("$me") && value === ME.id);
    case "not_in":
      return !wanted.includes(value);
    case "empty":
      return empty;
    case "not_empty":
      return !empty;
    case "contains":
      return String(value ?? "").includes(wanted);
    case "starts":
      return String(value ?? "").startsWith(wanted);
    case "gt":
      return value > wanted;
    case "gte":
      return value >= wanted;
    case "lt":
      return value < wanted;
    case "lte":
      return value <= wanted;
    case "between":
      return value >= wanted[0] && value <= wanted[1];
    case "has_any":
      return Array.isArray(value) && wanted.some((item) => value.includes(item));
    case "under":
      return String(value ?? "").startsWith(String(wanted).replace(/0+$/, ""));
    case "within":
      return !empty && wanted.unit === "day" ? value >= day(wanted.from) && value <= day(wanted.to) : !empty;
    default:
      return true;
  }
}
const plain = (record) => ({
  ...record,
  deleted: undefined,
  phone: record.phone?.replace(/^(\d{3})\d{4}/, "$1****"),
  _masked: record.phone && record.staff_no === undefined ? ["phone"] : [],
  _can: { update: true, delete: true, assign: true },
});
const one = (response, record, status = 200, extra = {}) =>
  send(response, status, { ...plain(record), ...extra }, { ETag: `"${record.version}"` });

function list(key, words) {
  const filter = words.filter ? (typeof words.filter === "string" ? JSON.parse(words.filter) : words.filter) : null;
  const sort = String(words.sort || "-updated_at").split(",")[0];
  const name = sort.replace(/^-/, "");
  const order = (record) =>
    record[name]?.amount ? Number(record[name].amount) : (record[name]?.title ?? record[name] ?? "");
  const rows = store[key].filter(
    (record) =>
      Boolean(record.deleted) === (String(words.trash) === "true") &&
      holds(filter, record) &&
      (!words.q || JSON.stringify(Object.values(record)).includes(words.q)),
  );
  return rows.sort(
    (a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : a.id - b.id) * (sort.startsWith("-") ? -1 : 1),
  );
}

function page(key, words) {
  const rows = list(key, words);
  const limit = Number(words.limit || 50);
  const start = words.cursor ? Number(words.cursor) : (Number(words.page || 1) - 1) * limit;
  return {
    items: rows.slice(start, start + limit).map(plain),
    next: start + limit < rows.length ? String(start + limit) : null,
    total: { count: rows.length, capped: false },
  };
}

const timeline = () => [
  {
    id: 3,
    at: moment(0, 40),
    actor: { id: 1, title: "陈思远" },
    kind: "audit",
    action: "update",
    changes: [
      { field: "level", label: "客户级别", from: "C", to: "B", from_text: "C 普通客户", to_text: "B 优质客户" },
      { field: "next_follow_up_at", label: "下次跟进", from: null, to: day(3), from_text: "", to_text: day(3) },
    ],
    text: null,
  },
  {
    id: 2,
    at: moment(-1),
    actor: { id: 2, title: "李婉清" },
    kind: "comment",
    action: "comment",
    changes: [],
    text: "客户要求下周三前给出报价，采购经理会参加评审。",
  },
  {
    id: 1,
    at: moment(-30),
    actor: { id: 2, title: "李婉清" },
    kind: "audit",
    action: "create",
    changes: [],
    text: null,
  },
];

function records({ method, path, query, body, headers, response }) {
  const [key, id, ...rest] = path.split("/");
  const rows = store[key];
  if (!rows) return false;
  if (!id) {
    if (method === "GET") return (send(response, 200, page(key, Object.fromEntries(query))), true);
    const missing = entities[key].fields.filter(
      (field) =>
        field.required && (body[field.name] === null || body[field.name] === undefined || body[field.name] === ""),
    );
    if (missing.length)
      return (
        problem(response, 422, "invalid", "请检查标红的字段", {
          errors: missing.map((field) => ({ path: field.name, code: "required", message: `${field.label}不能为空` })),
        }),
        true
      );
    const record = {
      ...body,
      id: nextId++,
      version: 1,
      owner: { id: 1, title: ME.name },
      created_at: moment(0),
      updated_at: moment(0),
    };
    rows.unshift(record);
    return (
      one(
        response,
        record,
        201,
        body.credit_code ? { _warnings: [{ path: "credit_code", message: "统一社会信用代码的校验位不正确" }] } : {},
      ),
      true
    );
  }
  if (id === "search") return (send(response, 200, page(key, body)), true);
  if (id === "count") {
    const count = (filter) => ({ count: list(key, { filter, q: body.q, trash: body.trash }).length, capped: false });
    return (
      send(
        response,
        200,
        body.filters
          ? { counts: Object.fromEntries(Object.entries(body.filters).map(([name, filter]) => [name, count(filter)])) }
          : count(body.filter),
      ),
      true
    );
  }
  if (id === "views")
    return (
      send(
        response,
        method === "POST" ? 201 : 200,
        method === "POST"
          ? { ...body, id: nextId++, mine: true }
          : [
              {
                id: 7,
                name: "华东招标客户",
                shared: true,
                is_default: false,
                filter: { field: "tags", op: "has_any", value: ["招标"] },
                sort: null,
                columns: [],
                density: null,
                mine: true,
              },
            ],
      ),
      true
    );
  if (id === "export") return (send(response, 202, { job: startJob("export", `导出${entities[key].label}`) }), true);
  if (id === "bulk") {
    const results = (body.ids ?? []).map((each) => {
      const record = rows.find((row) => row.id === each);
      if (body.op === "update" && each % 7 === 0)
        return { id: each, ok: false, problem: { title: "没有修改权限", status: 403, code: "forbidden" } };
      if (body.op === "update") Object.assign(record, body.values, { version: record.version + 1 });
      else record.deleted = body.op === "delete";
      return { id: each, ok: true };
    });
    return (send(response, 200, { results }), true);
  }
  const record = rows.find((row) => row.id === Number(id));
  if (!record) return (problem(response, 404, "not_found", "记录不存在，或者你没有查看的权限"), true);
  const [what, last] = rest;
  if (!what) {
    if (method === "GET") return (one(response, record), true);
    if (Number((headers["if-match"] ?? "").replaceAll('"', "")) !== record.version)
      return (
        problem(response, 412, "stale", "这条记录刚刚被别人改过", {
          current: plain(record),
          errors: Object.keys(body).map((name) => ({
            path: name,
            code: "stale",
            message: "",
            params: { yours: body[name], theirs: record[name] },
          })),
        }),
        true
      );
    if (method === "DELETE") return ((record.deleted = true), send(response, 204), true);
    for (const [name, value] of Object.entries(body))
      record[name] = name === "owner" ? { id: value, title: users.find((user) => user.id === value)?.name } : value;
    record.version += 1;
    return (one(response, record), true);
  }
  if (what === "restore") return ((record.deleted = false), one(response, record), true);
  if (what === "actions")
    return (
      (record.version += 1),
      last === "disable" && (record.status = "disabled"),
      last === "enable" && (record.status = "active"),
      one(response, record),
      true
    );
  if (what === "related")
    return (
      send(response, 200, {
        items: contacts.filter((contact) => contact.customer.id === record.id).map(plain),
        next: null,
        total: { count: contacts.filter((contact) => contact.customer.id === record.id).length, capped: false },
      }),
      true
    );
  if (what === "timeline") return (send(response, 200, { items: timeline(), next: null }), true);
  if (what === "comments") return (send(response, 201, { id: nextId++ }), true);
  if (what === "files")
    return (
      send(response, 200, {
        items: [
          {
            id: 1,
            name: "框架协议-2026.pdf",
            size: 482_311,
            type: "application/pdf",
            created_at: moment(-4),
            created_by: { id: 2, title: "李婉清" },
          },
        ],
        next: null,
      }),
      true
    );
  if (what === "reveal") return (send(response, 200, { value: record[body.field] }), true);
  if (what === "explain")
    return (
      send(response, 200, {
        allowed: true,
        reasons: [
          { code: "level", message: "角色“部门经理”可以查看本部门及下级的客户", role: "部门经理", level: "dept_tree" },
        ],
      }),
      true
    );
  return false;
}

function startJob(kind, title) {
  const job = {
    id: nextId++,
    kind,
    title,
    state: "running",
    done: 30,
    total: 200,
    message: "",
    result: null,
    created_at: moment(0),
    finished_at: null,
  };
  state.jobs.unshift(job);
  setTimeout(
    () =>
      Object.assign(job, {
        state: "done",
        done: 200,
        result: { file: { id: 9, name: `${title}.xlsx`, size: 80_211, type: "xlsx" } },
        finished_at: moment(0),
      }),
    6000,
  );
  return job;
}

const importJob = () => ({
  id: 5,
  entity: "customer",
  file: "companies.csv",
  rows: 1200,
  state: state.importStep,
  columns: [
    ["企业名称", "name", "武汉嘉创新能源股份有限公司"],
    ["统一社会信用代码", "credit_code", "91420111MA4KX9QH3B"],
    ["法定代表人", null, "林秀兰"],
    ["注册资本", "registered_capital", "500万人民币"],
    ["成立日期", "founded_on", "2016-03-08"],
    ["省份", "region", "湖北省"],
  ].map(([header, field, sample], index) => ({
    index,
    header,
    sample: [sample, sample],
    guess: field ? { field, via: "header" } : null,
  })),
  presets: [{ name: "工商登记", mapping: { 0: "name", 1: "credit_code" } }],
  match_keys: [
    { field: "credit_code", label: "统一社会信用代码" },
    { field: "name", label: "客户名称" },
  ],
  counts:
    state.importStep === "uploaded"
      ? null
      : { rows: 1200, create: 1102, update: 61, skip: 20, error: 17, done: state.importStep === "done" ? 1200 : 640 },
  errors:
    state.importStep === "uploaded"
      ? []
      : [
          { row: 18, column: "成立日期", value: "2016-02-31", code: "date", message: "不是有效的日期", count: 9 },
          { row: 402, column: "企业名称", value: "", code: "required", message: "客户名称不能为空", count: 8 },
        ],
  job: null,
});

function general({ method, path, query, body, response }) {
  const key = `${method} ${path}`;
  if (key === "POST auth/login") {
    if (body.password === "wrong") return (problem(response, 401, "bad_credentials", "用户名或密码不正确"), true);
    if (body.username === "otp" && !body.otp) return (problem(response, 401, "otp_required", "请输入动态验证码"), true);
    state.signedIn = true;
    return (send(response, 200, { user: ME, csrf_token: "mock" }), true);
  }
  if (key === "POST auth/logout") return ((state.signedIn = false), send(response, 204), true);
  if (key === "POST auth/apply") return (send(response, 202, {}), true);
  if (!state.signedIn) return (problem(response, 401, "unauthorized", "请先登录"), true);
  if (path === "me") return (send(response, 200, Object.assign(ME, { can }, method === "PATCH" ? body : {})), true);
  if (path === "meta")
    return (
      send(response, 200, {
        schema_epoch: 1,
        company: "客舟演示公司",
        entities: Object.values(entities).map((entity) => ({
          key: entity.key,
          label: entity.label,
          plural: entity.plural,
          icon: entity.icon,
          color: entity.color,
          module: entity.module,
          menu: menu[entity.key] ?? null,
          can: entity.can,
          features: entity.features,
        })),
        dictionaries,
      }),
      true
    );
  if (path.startsWith("meta/"))
    return (
      entities[path.slice(5)]
        ? send(response, 200, entities[path.slice(5)])
        : problem(response, 404, "not_found", "没有这个对象"),
      true
    );
  if (path === "regions") return (send(response, 200, regions), true);
  if (path === "industries") return (send(response, 200, industries), true);
  if (path === "home")
    return (
      send(response, 200, {
        cards: [
          {
            key: "new",
            label: "本月新增客户",
            value: 286,
            format: "integer",
            entity: "customer",
            filter: { field: "created_at", op: "within", value: { unit: "month", from: 0, to: 0 } },
          },
          {
            key: "mine",
            label: "我负责的客户",
            value: 41,
            format: "integer",
            entity: "customer",
            filter: { field: "owner", op: "eq", value: "$me" },
          },
          {
            key: "capital",
            label: "客户注册资本合计",
            value: "486200000.00",
            format: "money",
            entity: "customer",
            filter: null,
          },
          {
            key: "today",
            label: "今日待跟进",
            value: 12,
            format: "integer",
            entity: "customer",
            filter: { field: "next_follow_up_at", op: "within", value: { unit: "day", from: 0, to: 0 } },
          },
          {
            key: "late",
            label: "逾期未跟进",
            value: 7,
            format: "integer",
            entity: "customer",
            filter: { field: "next_follow_up_at", op: "within", value: { unit: "day", from: -90, to: -1 } },
          },
        ],
        recent: customers.slice(0, 8).map((each) => ({
          id: each.id,
          entity: "customer",
          title: each.name,
          subtitle: each.owner.title,
          at: each.updated_at,
        })),
        todo: customers.slice(8, 14).map((each, at) => ({
          id: each.id,
          entity: "customer",
          title: each.name,
          subtitle: "下次跟进",
          due: day(at - 2),
        })),
      }),
      true
    );
  if (path === "inbox")
    return (
      send(response, 200, {
        items: [
          {
            id: 1,
            at: moment(0, 12),
            title: "李婉清把“武汉嘉创新能源股份有限公司”分配给你",
            url: null,
            entity: "customer",
            record_id: 1,
            read: false,
          },
          {
            id: 2,
            at: moment(-1),
            title: "导入完成：1,102 条新建，17 条有误",
            url: null,
            entity: null,
            record_id: null,
            read: false,
          },
          { id: 3, at: moment(-3), title: "账号申请已通过", url: null, entity: null, record_id: null, read: true },
        ],
        next: null,
      }),
      true
    );
  if (path === "inbox/read") return (send(response, 204), true);
  if (path === "stream")
    return (response.writeHead(200, { "Content-Type": "text/event-stream" }).write("event: ping\ndata: {}\n\n"), true);
  if (path === "search")
    return (
      send(response, 200, {
        groups: [
          {
            entity: "customer",
            label: "客户",
            items: list("customer", { q: query.get("q") })
              .slice(0, 6)
              .map((each) => ({ id: each.id, title: each.name, subtitle: `${each.owner.title} · ${each.region}` })),
          },
          {
            entity: "contact",
            label: "联系人",
            items: list("contact", { q: query.get("q") })
              .slice(0, 4)
              .map((each) => ({ id: each.id, title: each.name, subtitle: each.customer.title })),
          },
        ],
      }),
      true
    );
  if (path === "jobs") return (send(response, 200, { items: state.jobs, next: null }), true);
  if (path.startsWith("jobs/"))
    return (send(response, 200, state.jobs.find((job) => String(job.id) === path.split("/")[1]) ?? {}), true);
  if (path.startsWith("imports")) {
    if (path.endsWith("dry-run")) state.importStep = "checked";
    if (path.endsWith("/run")) state.importStep = "done";
    if (path.endsWith("/undo")) state.importStep = "undone";
    if (key === "POST imports") state.importStep = "uploaded";
    return (send(response, 200, importJob()), true);
  }
  return false;
}

export function handle(call) {
  if (general(call) || settings(call, { send, problem, entities, users, departments, dictionaries }) || records(call))
    return;
  problem(call.response, 404, "not_found", "没有这个地址");
}
