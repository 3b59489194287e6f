import { formatDecimal } from "@/ui/format";
import type { DisplayProps } from "../types";

export function numberText(value: unknown, decimals: number | null | undefined, percent: boolean): string {
  if (value === null || value === undefined || value === "") return "";
  return `${formatDecimal(exact(String(value), decimals), decimals && decimals > 2 ? leastOf(decimals) : decimals)}${percent ? "%" : ""}`;
}

/** Quantities and unit prices are kept with many digits, of which zeros at the end say nothing: 10.0000 is 10. */
export const exact = (text: string, decimals: number | null | undefined): string =>
  decimals && decimals > 2 && text.includes(".") ? text.replace(/\.?0+$/, "") : text;

/** A unit price shows its cents all the same. */
const leastOf = (decimals: number): number => (decimals > 4 ? 2 : 0);

export function NumberDisplay({ value, field }: DisplayProps) {
  return <span className="num">{numberText(value, field.decimals, field.type === "percent")}</span>;
}
