/** Hints while typing. The server's verdict counts; these only say it earlier. */
import type { FieldMeta } from "@/api/types";
import { t } from "@/i18n";

const CODE_SET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CODE_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The check character of a unified social credit code (GB 32100-2015). */
export function creditCodeValid(code: string): boolean {
  if (code.length !== 18) return false;
  let sum = 0;
  for (const [at, weight] of CODE_WEIGHTS.entries()) {
    const digit = CODE_SET.indexOf(code.charAt(at));
    if (digit < 0) return false;
    sum += digit * weight;
  }
  return CODE_SET.charAt((31 - (sum % 31)) % 31) === code.charAt(17);
}

export function checkText(value: unknown, field: FieldMeta): string | null {
  const text = typeof value === "string" ? value.trim() : "";
  if (!text) return null;
  if (field.type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return t("check.email");
  if (field.type === "phone" && !/^[+\d][\d\s\-()转x#*]{4,}$/i.test(text)) return t("check.phone");
  if (field.type === "credit_code" && !creditCodeValid(text)) return t("check.creditCode");
  return null;
}
