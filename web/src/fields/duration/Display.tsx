import { t } from "@/i18n";
import type { DisplayProps } from "../types";

/** 5400 → “1 小时 30 分”. */
export function durationText(value: unknown): string {
  if (typeof value !== "number") return "";
  const minutes = Math.round(value / 60);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [
    hours > 0 ? t("duration.hours", { n: hours }) : "",
    rest > 0 || hours === 0 ? t("duration.minutes", { n: rest }) : "",
  ];
  return parts.filter(Boolean).join(" ");
}

export function DurationDisplay({ value }: DisplayProps) {
  return <span className="num">{durationText(value)}</span>;
}
