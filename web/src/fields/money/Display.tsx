import type { Money } from "@/api/types";
import { formatMoney } from "@/ui/format";
import type { DisplayProps } from "../types";

export const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && "amount" in value && "currency" in value;

export function moneyText(value: unknown): string {
  if (isMoney(value)) return formatMoney(String(value.amount), String(value.currency));
  return typeof value === "string" ? value : "";
}

export function MoneyDisplay({ value }: DisplayProps) {
  return <span className="num">{moneyText(value)}</span>;
}
