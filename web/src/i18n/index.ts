/** The words of the web app in two languages. Names of entities and fields come from the server instead. */
import { word } from "./store";
import type { zh as activities } from "./words/activities";
import type { zh as applications } from "./words/applications";
import type { zh as approvalDeputies } from "./words/approvalDeputies";
import type { zh as approvalFlows } from "./words/approvalFlows";
import type { zh as approvals } from "./words/approvals";
import type { zh as approvalsNav } from "./words/approvalsNav";
import type { zh as board } from "./words/board";
import type { zh as calendar } from "./words/calendar";
import type { zh as catalog } from "./words/catalog";
import type { zh as catalogNav } from "./words/catalogNav";
import type { zh as credit } from "./words/credit";
import type { zh as duplicates } from "./words/duplicates";
import type { zh as filters } from "./words/filters";
import type { zh as finance } from "./words/finance";
import type { zh as financeNav } from "./words/financeNav";
import type { zh as funnel } from "./words/funnel";
import type { zh as funnelNav } from "./words/funnelNav";
import type { zh as handover } from "./words/handover";
import type { zh as health } from "./words/health";
import type { zh as importing } from "./words/importing";
import type { zh as journals } from "./words/journals";
import type { zh as leads } from "./words/leads";

import type { zh as leadsNav } from "./words/leadsNav";
import type { zh as leave } from "./words/leave";
import type { zh as lifecycle } from "./words/lifecycle";
import type { zh as lines } from "./words/lines";
import type { zh as listBar } from "./words/listBar";
import type { zh as listCalendar } from "./words/listCalendar";
import type { zh as listTools } from "./words/listTools";
import type { zh as manager } from "./words/manager";
import type { zh as merging } from "./words/merging";
import type { zh as poolSettings } from "./words/poolSettings";
import type { zh as pools } from "./words/pools";
import type { zh as printing } from "./words/printing";
import type { zh as recurrence } from "./words/recurrence";
import type { zh as registration } from "./words/registration";
import type { zh as relations } from "./words/relations";
import type { zh as reminders } from "./words/reminders";
import type { zh as reports } from "./words/reports";
import type { zh as reportsAsk } from "./words/reportsAsk";
import type { zh as reportsNav } from "./words/reportsNav";
import type { zh as reportsSend } from "./words/reportsSend";
import type { zh as sales } from "./words/sales";
import type { zh as segments } from "./words/segments";
import type { zh as settings } from "./words/settings";
import type { zh as signIn } from "./words/signIn";
import type { zh as targets } from "./words/targets";
import type { zh as team } from "./words/team";
import type { zh as today } from "./words/today";
import type { zh as trade } from "./words/trade";
import type { zh } from "./zh";

/** Words that come with a part of the app; that part imports `@/i18n/words/<part>`. */
type Part =
  | typeof activities
  | typeof listTools
  | typeof filters
  | typeof signIn
  | typeof settings
  | typeof importing
  | typeof applications
  | typeof approvalDeputies
  | typeof approvalFlows
  | typeof approvals
  | typeof approvalsNav
  | typeof board
  | typeof calendar
  | typeof catalog
  | typeof catalogNav
  | typeof credit
  | typeof duplicates
  | typeof funnel
  | typeof funnelNav
  | typeof handover
  | typeof health
  | typeof journals
  | typeof leads
  | typeof leave
  | typeof finance
  | typeof financeNav
  | typeof leadsNav
  | typeof lifecycle
  | typeof lines
  | typeof listCalendar
  | typeof manager
  | typeof merging
  | typeof poolSettings
  | typeof pools
  | typeof printing
  | typeof recurrence
  | typeof registration
  | typeof relations
  | typeof reminders
  | typeof sales
  | typeof reports
  | typeof reportsAsk
  | typeof reportsNav
  | typeof reportsSend
  | typeof segments
  | typeof targets
  | typeof listBar
  | typeof team
  | typeof today
  | typeof trade;

type Keys<T> = T extends unknown ? keyof T : never;
export type MessageKey = Keys<typeof zh> | Keys<Part>;
export type Locale = "zh-CN" | "en";

export const LOCALES: { value: Locale; label: string }[] = [
  { value: "zh-CN", label: "简体中文" },
  { value: "en", label: "English" },
];

const STORE = "kezhou.locale";
const listeners = new Set<() => void>();

export function toLocale(text: string | null | undefined): Locale {
  return text?.toLowerCase().startsWith("en") ? "en" : "zh-CN";
}

function initial(): Locale {
  try {
    const saved = localStorage.getItem(STORE);
    if (saved) return toLocale(saved);
  } catch {
    // A browser without storage still gets a language.
  }
  return toLocale(typeof navigator === "undefined" ? "zh-CN" : navigator.language);
}

let locale: Locale = initial();

export const currentLocale = (): Locale => locale;

export function setLocale(next: Locale): void {
  if (typeof document !== "undefined") document.documentElement.lang = next;
  if (next === locale) return;
  locale = next;
  try {
    localStorage.setItem(STORE, next);
  } catch {
    // Not remembered; the account's own setting will be used at the next sign-in.
  }
  for (const listener of listeners) listener();
}

export function onLocale(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whole sentences with named places: `t("list.total", { n: "10,000+" })`. */
export function t(key: MessageKey, params?: Record<string, string | number>): string {
  const text = word(key, locale === "en");
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}
