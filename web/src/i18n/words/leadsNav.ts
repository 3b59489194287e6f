/** Menu lines of leads: drawn before the pages' own words are loaded. */
import { addWords } from "../store";

export const zh = {
  "nav.leadScoring": "线索评分",
  "nav.leadAssignment": "线索分配",
  "nav.leadStatistics": "线索转化",
};
export const en: Record<keyof typeof zh, string> = {
  "nav.leadScoring": "Lead scoring",
  "nav.leadAssignment": "Lead assignment",
  "nav.leadStatistics": "Lead conversion",
};
addWords(zh, en);
