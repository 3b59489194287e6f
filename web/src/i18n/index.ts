/** The words of the web app in two languages. Names of entities and fields come from the server instead. */
import { en } from "./en";
import { zh } from "./zh";

export type MessageKey = keyof typeof zh;
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
  const text: string = (locale === "en" ? en : zh)[key];
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}
