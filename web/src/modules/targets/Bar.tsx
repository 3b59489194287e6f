/** How much of a goal was reached, with the marks of floor and stretch. */
import { t } from "@/i18n";
import "@/i18n/words/targets";
import "@/ui/css/targets.css";
import { type Standing, trimmed } from "./data";

export function Bar({ one }: { one: Standing }) {
  if (one.rate === null || one.actual === null) return <span className="muted">{t("targets.noRight")}</span>;
  const top = Math.max(Number(one.goal), Number(one.stretch ?? 0), Number(one.actual), 1);
  const at = (text: string | null): string => `${(Number(text ?? 0) / top) * 100}%`;
  const good = Number(one.actual) >= Number(one.goal);
  const low = one.floor !== null && Number(one.actual) < Number(one.floor);
  const label = t("targets.progress", { name: one.name ?? one.measure_label, rate: trimmed(one.rate) });
  return (
    <span className="targets-bar-line">
      <span className="targets-meter" role="img" aria-label={label}>
        <span
          className={`targets-meter__fill${good ? " is-good" : low ? " is-low" : ""}`}
          style={{ width: at(one.actual) }}
        />
        {one.floor && (
          <span className="targets-meter__mark" title={t("targets.floor")} style={{ left: at(one.floor) }} />
        )}
        <span className="targets-meter__mark is-goal" title={t("targets.goal")} style={{ left: at(one.goal) }} />
      </span>
      <strong className="num">{trimmed(one.rate)}%</strong>
    </span>
  );
}
