/** Who decides in whose place. */
import { addWords } from "../store";

export const zh = {
  "approvals.deputyHint": "外出期间由他人代你审批；委托不改变审批人，审批单上会注明代理。",
  "approvals.myDeputies": "我的委托",
  "approvals.noDeputies": "还没有设置委托。",
  "approvals.over": "已结束",
  "approvals.endDeputy": "结束委托",
  "approvals.deputyEnded": "委托已结束",
  "approvals.deputySaved": "委托已生效",
  "approvals.standingIn": "我代理的",
  "approvals.newDeputy": "新增委托",
  "approvals.deputy": "代理人",
  "approvals.firstDay": "开始日期",
  "approvals.lastDay": "结束日期",
  "approvals.subjects": "委托范围",
  "approvals.allSubjects": "全部审批",
  "approvals.onlyFor": "仅限：{kinds}",
  "approvals.why": "原因",
  "approvals.appoint": "保存委托",
};

export const en: Record<keyof typeof zh, string> = {
  "approvals.deputyHint": "While you are away somebody else decides in your place; the sheet says so.",
  "approvals.myDeputies": "My deputies",
  "approvals.noDeputies": "Nobody stands in for you.",
  "approvals.over": "Over",
  "approvals.endDeputy": "End",
  "approvals.deputyEnded": "Ended",
  "approvals.deputySaved": "Saved",
  "approvals.standingIn": "I stand in for",
  "approvals.newDeputy": "New deputy",
  "approvals.deputy": "Deputy",
  "approvals.firstDay": "First day",
  "approvals.lastDay": "Last day",
  "approvals.subjects": "For which approvals",
  "approvals.allSubjects": "All of them",
  "approvals.onlyFor": "Only: {kinds}",
  "approvals.why": "Reason for being away",
  "approvals.appoint": "Save",
};

addWords(zh, en);
