// The calls of the settings pages.
import { moment } from "./data.mjs";

export const roles = [
  ["sysadmin", "系统管理员"],
  ["ceo", "总经理"],
  ["director", "销售总监"],
  ["manager", "部门经理"],
  ["sales", "销售"],
  ["service", "客服"],
  ["finance", "财务"],
  ["readonly", "只读"],
].map(([key, label], at) => ({ id: at + 1, version: 1, key, label, updated_at: moment(-at) }));
const LEVELS = ["none", "own", "own_and_reports", "dept", "dept_tree", "depts", "all"];
const ACTIONS = [
  ["view", "查看"],
  ["create", "新建"],
  ["update", "编辑"],
  ["delete", "删除"],
  ["assign", "分配"],
  ["import", "导入"],
  ["export", "导出"],
].map(([key, label]) => ({ key, label }));

export function settings({ method, path, query, body, response }, { send, entities, departments, dictionaries }) {
  const main = [entities.customer, entities.contact, entities.user];
  const ok = (value) => (send(response, 200, value), true);
  const done = () => (send(response, 204), true);
  if (path === "roles") return ok({ items: roles, next: null });
  if (/^roles\/\d+\/grants$/.test(path))
    return method === "PUT"
      ? ok(body)
      : ok({
          entities: main.map((entity) => ({ key: entity.key, label: entity.label, actions: ACTIONS, levels: LEVELS })),
          grants: {
            customer: {
              view: { level: "dept_tree" },
              create: { level: "own" },
              update: { level: "own" },
              delete: { level: "own" },
              export: { level: "dept" },
            },
            contact: { view: { level: "dept_tree" }, update: { level: "own" } },
          },
        });
  if (/^roles\/\d+\/fields$/.test(path))
    return method === "PUT"
      ? ok(body)
      : ok({
          entities: main.map((entity) => ({
            key: entity.key,
            label: entity.label,
            fields: entity.fields.map((field) => ({ name: field.name, label: field.label, pii: field.pii })),
          })),
          fields: { customer: { phone: { view: "masked", edit: true } } },
        });
  if (path === "org/tree") {
    const under = (parent) =>
      departments
        .filter((each) => each.parent === parent)
        .map((each) => ({
          id: each.id,
          name: each.name,
          kind: each.kind,
          staff: 12 - each.id,
          children: under(each.id),
        }));
    return ok(under(null));
  }
  if (/^users\/\d+\/roles$/.test(path)) return ok(method === "PUT" ? body : { roles: ["sales"] });
  if (path === "dictionaries")
    return ok(
      [
        ["customer_level", "客户级别"],
        ["customer_status", "成交状态"],
        ["customer_source", "客户来源"],
        ["contact_role", "决策角色"],
      ].map(([key, label]) => ({ key, label, items: dictionaries[key] })),
    );
  if (path.startsWith("dictionaries/")) return ((dictionaries[path.slice(13)] = body.items), ok(body));
  if (path === "custom-fields")
    return ok(
      method === "POST"
        ? { ...body, id: 9, active: true }
        : query.get("entity") === "customer"
          ? [
              {
                id: 1,
                entity: "customer",
                name: "cf_scale",
                label: "员工规模",
                type: "choice",
                required: false,
                active: true,
                choices: [{ value: "a", label: "1–50 人" }],
              },
              {
                id: 2,
                entity: "customer",
                name: "cf_bid",
                label: "招标平台",
                type: "text",
                required: false,
                active: false,
              },
            ]
          : [],
    );
  if (path.startsWith("custom-fields/")) return ok(body);
  if (path === "approvals")
    return ok({
      items:
        query.get("state") === "pending"
          ? [
              {
                id: 1,
                kind: "account",
                title: "账号申请：何小满",
                requested_by: null,
                requested_at: moment(0, 90),
                state: "pending",
                fields: [
                  { label: "工号", value: "KZ1020" },
                  { label: "部门", value: "销售二部" },
                  { label: "理由", value: "新入职销售" },
                ],
              },
            ]
          : [],
      next: null,
    });
  if (path.startsWith("approvals/")) return done();
  if (path === "audit")
    return ok({
      items: [
        {
          id: 9,
          at: moment(0, 5),
          actor: { id: 1, title: "陈思远" },
          kind: "audit",
          action: "update",
          entity: "customer",
          record_id: 1,
          title: "武汉嘉创新能源股份有限公司",
          changes: [
            { field: "level", label: "客户级别", from: "C", to: "B", from_text: "C 普通客户", to_text: "B 优质客户" },
          ],
          text: null,
        },
        {
          id: 8,
          at: moment(0, 55),
          actor: { id: 3, title: "孙艺涵" },
          kind: "audit",
          action: "reveal",
          entity: "customer",
          record_id: 4,
          title: "上海瑞润供应链管理有限公司",
          changes: [],
          text: "电话",
        },
      ],
      next: null,
    });
  if (path === "auth/sessions")
    return ok({
      items: [
        {
          id: "a",
          created_at: moment(0, 60),
          last_seen_at: moment(0, 1),
          ip: "10.0.0.8",
          user_agent: "Chrome 150 · Windows",
          current: true,
        },
        {
          id: "b",
          created_at: moment(-4),
          last_seen_at: moment(-2),
          ip: "10.0.0.31",
          user_agent: "Safari · iPhone",
          current: false,
        },
      ],
    });
  if (path === "auth/tokens")
    return ok(
      method === "POST"
        ? {
            id: 2,
            name: body.name,
            token: "kz_example_token_shown_once",
            created_at: moment(0),
            expires_at: null,
            last_used_at: null,
          }
        : {
            items: [
              { id: 1, name: "ERP 同步", created_at: moment(-40), expires_at: moment(200), last_used_at: moment(-1) },
            ],
          },
    );
  if (path === "auth/totp" && method === "POST")
    return ok({
      secret: "JBSWY3DPEHPK3PXP",
      uri: "otpauth://totp/Kezhou:sales1?secret=JBSWY3DPEHPK3PXP&issuer=Kezhou",
    });
  if (path.startsWith("auth/")) return done();
  return false;
}
