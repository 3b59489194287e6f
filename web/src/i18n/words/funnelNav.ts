/** Menu lines of the funnel: drawn before the pages' own words are loaded. */
import { addWords } from "../store";

export const zh = {
  "nav.funnel": "销售漏斗",
  "nav.forecast": "销售预测",
};
export const en: Record<keyof typeof zh, string> = {
  "nav.funnel": "Sales funnel",
  "nav.forecast": "Forecast",
};
addWords(zh, en);
