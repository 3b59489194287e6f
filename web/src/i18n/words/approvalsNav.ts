/** What the menu calls the pages of approvals; it is drawn before their own words are loaded. */
import { addWords } from "../store";

export const zh = {
  "nav.approvals": "审批",
  "nav.approvalFlows": "审批流程",
};

export const en: Record<keyof typeof zh, string> = {
  "nav.approvals": "Approvals",
  "nav.approvalFlows": "Approval flows",
};

addWords(zh, en);
