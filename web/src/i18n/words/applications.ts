/** Words of one part of the app; they come with the first file that imports them. Keys begin with its name. */
import { addWords } from "../store";

export const zh = {
  "applications.title": "账号申请 · {name}",
  "applications.approve": "同意并开通",
  "applications.name": "姓名",
  "applications.username": "用户名",
  "applications.staff_no": "工号",
  "applications.email": "邮箱",
  "applications.phone": "电话",
  "applications.asked": "申请的部门",
  "applications.reason": "申请理由",
  "applications.at": "申请时间",
  "applications.department": "所属部门",
  "applications.departmentHint": "负责的客户随部门统计；以后可以在“组织与员工”里调动。",
  "applications.unmatched": "没有名为“{name}”的部门，请选择。",
  "applications.roles": "角色",
  "applications.rolesNone": "没有角色时能登录，但看不到任何业务数据。",
  "applications.rolesOther": "角色由安全管理员授予；现在同意只开通账号并安排部门。",
  "applications.excludes": "与“{name}”互斥，同一个人只能有其中一个。",
  "applications.mfa": "首次登录时须设置两步验证",
  "applications.comment": "审批意见（可不填）",
  "applications.done": "{name} 的账号已开通",
  "applications.gone": "这份申请已由别人处理。",
} as const;

export const en: Record<keyof typeof zh, string> = {
  "applications.title": "Account application · {name}",
  "applications.approve": "Approve and open",
  "applications.name": "Name",
  "applications.username": "User name",
  "applications.staff_no": "Staff number",
  "applications.email": "E-mail",
  "applications.phone": "Phone",
  "applications.asked": "Department asked for",
  "applications.reason": "Reason",
  "applications.at": "Applied at",
  "applications.department": "Department",
  "applications.departmentHint":
    "What they own is counted for the department; it can be changed later under “Organisation”.",
  "applications.unmatched": "There is no department called “{name}”; choose one.",
  "applications.roles": "Roles",
  "applications.rolesNone": "Without a role the person can sign in but sees no business data.",
  "applications.rolesOther":
    "Roles are given by the security administrator; approving now opens the account and sets the department.",
  "applications.excludes": "Excludes “{name}”: one person can have only one of them.",
  "applications.mfa": "Must set up the second factor at the first sign-in",
  "applications.comment": "Comment (optional)",
  "applications.done": "The account of {name} is open",
  "applications.gone": "Somebody else has decided this application.",
};

addWords(zh, en);
