import type { Money } from "@/api/types";
import { formatDecimal, formatMoney } from "@/ui/format";
import type { DisplayProps } from "../types";

export const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "amount" in value && "currency" in value;

export function moneyText(value: unknown): string {
  if (isMoney(value)) return formatMoney(String(value.amount), String(value.currency));
  // Conditions compare with a bare number.
  return typeof value === "string" || typeof value === "number" ? formatDecimal(value) : "";
}

export function MoneyDisplay({ value }: DisplayProps) {
  return <span className="num">{moneyText(value)}</span>;
}
