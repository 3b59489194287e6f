/** The forecast beside the targets, in words: how far the middle lies from the goal and how likely the goal is reached. */
import { t } from "@/i18n";
import { Tag } from "@/ui/parts";
import { type Beside, bigMoney, type Reckoned } from "./data";

const LIKELY = 0.7;
const OPEN = 0.4;

export function colorOf(chance: number): string {
  if (chance >= LIKELY) return "green";
  return chance >= OPEN ? "orange" : "red";
}

/** Of ten thousand draws none, or all of them, is no certainty. */
export function percentOf(chance: number): string {
  const percent = Math.round(chance * 100);
  if (percent === 0) return "<1";
  return percent === 100 ? ">99" : String(percent);
}

/** “P50 比目标少 12 万，达成概率 38%” */
export function sentenceOf(one: Beside, currency: string): string {
  const gap = Number(one.gap);
  const far = bigMoney(String(Math.abs(gap)), currency);
  if (gap === 0) return t("funnel.gapNone");
  return t(gap < 0 ? "funnel.gapShort" : "funnel.gapOver", { gap: far });
}

export function Verdicts({ data }: { data: Reckoned }) {
  const [month] = data.months;
  const [quarter] = data.quarters;
  const lines = [
    { key: "month", label: t("funnel.thisMonth"), one: month },
    { key: "quarter", label: t("funnel.thisQuarter"), one: quarter },
    { key: "year", label: t("funnel.next12"), one: data.total },
  ].flatMap(({ key, label, one }) => (one?.target && one.gap !== null ? [{ key, label, one }] : []));
  if (lines.length === 0) return null;
  return (
    <section className="panel" aria-label={t("funnel.verdicts")}>
      <ul className="funnel-verdicts">
        {lines.map(({ key, label, one }) => (
          <li key={key}>
            <strong>{label}</strong>
            <span className="muted num">
              {t("funnel.goalOf", { goal: bigMoney(one.target ?? "0", data.currency) })}
            </span>
            <span>{sentenceOf(one, data.currency)}</span>
            {one.chance !== null && (
              <Tag color={colorOf(one.chance)}>{t("funnel.chance", { n: percentOf(one.chance) })}</Tag>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
