/** The menu's words for reports and targets: small, because they are there before any page. */
import { addWords } from "../store";

export const zh = {
  "nav.dashboards": "仪表盘",
  "nav.reports": "报表",
  "nav.statistics": "统计",
  "nav.targets": "目标",
} as const;

export const en: Record<keyof typeof zh, string> = {
  "nav.dashboards": "Dashboards",
  "nav.reports": "Reports",
  "nav.statistics": "Statistics",
  "nav.targets": "Targets",
};

addWords(zh, en);
