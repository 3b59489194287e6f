import { formatBig, formatDecimal } from "@/ui/format";
import { trimmed } from "./data";

/** An amount of a measure as people read it. */
export function amount(text: string | null, unit: "money" | "number"): string {
  if (text === null) return "–";
  return unit === "money" ? `¥${formatBig(Number(text))}` : formatDecimal(trimmed(text));
}
