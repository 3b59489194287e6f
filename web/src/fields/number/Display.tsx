import { formatDecimal } from "@/ui/format";
import type { DisplayProps } from "../types";

export function numberText(value: unknown, decimals: number | null | undefined, percent: boolean): string {
  if (value === null || value === undefined || value === "") return "";
  return `${formatDecimal(String(value), decimals)}${percent ? "%" : ""}`;
}

export function NumberDisplay({ value, field }: DisplayProps) {
  return <span className="num">{numberText(value, field.decimals, field.type === "percent")}</span>;
}
