/** Numbers, moments and names as people read them. Moments are shown in the person's own time zone. */
import { currentLocale, t } from "@/i18n";

/** Days of the company are reckoned here; what has no hour lies on such a day, wherever one looks at it from. */
export const COMPANY_ZONE = "Asia/Shanghai";

let zone: string | undefined;
const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

export function setZone(tz: string | undefined): void {
  if (tz === zone) return;
  zone = tz || undefined;
  cache.clear();
}

function dateFormat(key: string, options: Intl.DateTimeFormatOptions, at = zone): Intl.DateTimeFormat {
  const id = `d${key}${at ?? ""}`;
  let format = cache.get(id) as Intl.DateTimeFormat | undefined;
  if (!format) {
    format = new Intl.DateTimeFormat("sv-SE", { timeZone: at, ...options });
    cache.set(id, format);
  }
  return format;
}

const DAY: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
const MINUTE: Intl.DateTimeFormatOptions = { ...DAY, hour: "2-digit", minute: "2-digit" };

const DAY_ONLY = /^\d{4}-\d\d-\d\d$/;

/** `2026-11-22 16:00`, in the person's zone or in another; nothing for nothing or for what is no moment. */
export function formatMoment(value: string | null | undefined, at?: string): string {
  if (!value) return "";
  // A condition may name whole days: they have no hour that a zone could move.
  if (DAY_ONLY.test(value)) return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? "" : dateFormat("minute", MINUTE, at).format(date);
}

export const dayOf = (date: Date): string => dateFormat("day", DAY).format(date);

/** “刚刚”, “5 分钟前”, “昨天 16:00”; the full moment beyond a week. */
export function formatAgo(value: string | null | undefined, now = new Date()): string {
  if (!value) return "";
  const date = new Date(value);
  const minutes = Math.floor((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return t("time.now");
  if (minutes < 60) return t("time.minutes", { n: minutes });
  const full = formatMoment(value);
  const clock = full.slice(11);
  if (dayOf(date) === dayOf(now)) return t("time.today", { clock });
  if (dayOf(date) === dayOf(new Date(now.getTime() - 86_400_000))) return t("time.yesterday", { clock });
  return full;
}

/** Groups the digits of a decimal string without going through a binary number. */
export function formatDecimal(value: string | number, decimals?: number | null): string {
  const text = String(value);
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) return text;
  const [, sign, whole = "0", fraction = ""] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const tail = decimals ? fraction.padEnd(decimals, "0") : fraction;
  return `${sign}${grouped}${tail ? `.${tail}` : ""}`;
}

const SYMBOL: Record<string, string> = { CNY: "¥", USD: "US$", EUR: "€", GBP: "£", JPY: "JP¥", HKD: "HK$" };

export const currencySymbol = (currency: string): string => SYMBOL[currency] ?? `${currency} `;

/** Amounts have the digits of their currency; unit prices may have up to six, of which zeros at the end say nothing. */
export function formatMoney(amount: string, currency: string): string {
  const exact = amount.includes(".") ? amount.replace(/\.?0+$/, "") : amount;
  const text = formatDecimal(exact, currency === "JPY" ? 0 : 2);
  return text.startsWith("-") ? `-${currencySymbol(currency)}${text.slice(1)}` : currencySymbol(currency) + text;
}

/** Where an executive reads: 4,862 万 / 1.2 亿 (K, M in English). */
export function formatBig(value: number): string {
  if (currentLocale() === "en") {
    return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value);
  }
  const show = (n: number): string => formatDecimal(n.toFixed(n < 100 ? 1 : 0).replace(/\.0$/, ""));
  if (Math.abs(value) >= 1e8) return t("number.yi", { n: show(value / 1e8) });
  if (Math.abs(value) >= 1e4) return t("number.wan", { n: show(value / 1e4) });
  return formatDecimal(String(value));
}

/** An amount where an executive reads; below ten thousand in full. */
export function formatBigMoney(amount: string | number, currency: string): string {
  const value = Number(amount);
  if (Math.abs(value) < 1e4) return formatMoney(String(amount), currency);
  return `${value < 0 ? "-" : ""}${currencySymbol(currency)}${formatBig(Math.abs(value))}`;
}

export function formatCount(count: { count: number; capped: boolean }): string {
  return `${formatDecimal(String(count.count))}${count.capped ? "+" : ""}`;
}

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

const HAN = /[㐀-鿿]/;

/** The letters on an avatar: the given name of a Chinese name, else initials. */
export function initials(name: string): string {
  const clean = name.trim();
  if (HAN.test(clean)) return clean.length > 2 ? clean.slice(-2) : clean.slice(-1);
  return clean
    .split(/[\s._-]+/)
    .map((part) => part.charAt(0).toUpperCase())
    .slice(0, 2)
    .join("");
}

const AVATAR_COLORS = 8;

/** The same name always gets the same colour. */
export function avatarTone(name: string): number {
  let hash = 0;
  for (const char of name) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) % 9973;
  return hash % AVATAR_COLORS;
}
