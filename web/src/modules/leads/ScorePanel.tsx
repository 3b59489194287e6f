/** Beside a lead: its score with the reasons, and why it went to whom it went. */
import { useQuery } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import type { SlotProps } from "@/slots";
import "@/ui/css/leads.css";
import { formatMoment } from "@/ui/format";
import { Tag } from "@/ui/parts";
import { type AssignedLine, GRADE_COLOR, GRADE_TONE, type Score } from "./data";

export default function ScorePanel({ meta, record }: SlotProps["recordPanel"]) {
  const key = ["records", meta.key, "score", record.id, record.version, record.score];
  const score = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => get<Score>(`lead/${record.id}/score`, {}, signal),
    retry: false,
  }).data;
  const lines = useQuery({
    queryKey: ["records", meta.key, "assignments", record.id, record.version],
    queryFn: async ({ signal }) =>
      listOf(await get<{ items: AssignedLine[] }>(`lead/${record.id}/assignments`, {}, signal)),
    retry: false,
  }).data;
  if (!score) return null;
  return (
    <section className="panel" aria-label={t("leads.score")}>
      <header className="panel__head">
        <h2 className="grow">{t("leads.score")}</h2>
        <Tag color={GRADE_COLOR[score.grade]}>{score.grade}</Tag>
        <strong className="num lead-score">{score.score}</strong>
      </header>
      <div className="panel__body stack">
        <div className="lead-bar" aria-hidden="true">
          <span
            className="lead-bar__fill"
            style={{ width: `${score.score}%`, background: `var(--${GRADE_TONE[score.grade]}-dot)` }}
          />
          {(["C", "B", "A"] as const).map((grade) => (
            <span key={grade} className="lead-bar__mark" style={{ left: `${score.bands[grade]}%` }} />
          ))}
        </div>
        {score.reasons.length === 0 ? (
          <p className="muted">{t("leads.noReasons")}</p>
        ) : (
          <ul aria-label={t("leads.why")} className="lead-reasons">
            {score.reasons.map((reason) => (
              <li key={reason.label}>
                <span className={`num ${reason.points > 0 ? "is-good" : "is-bad"}`}>
                  {reason.points > 0 ? `+${reason.points}` : reason.points}
                </span>
                <span>{reason.label}</span>
              </li>
            ))}
          </ul>
        )}
        {lines && lines.length > 0 && (
          <>
            <h3 className="lead-sub">{t("leads.assigned")}</h3>
            <ul className="stack">
              {lines.slice(0, 3).map((line) => (
                <li key={line.at}>
                  <span className="row row--between">
                    <strong>{line.owner?.title ?? line.pool?.title}</strong>
                    <span className="muted num">{formatMoment(line.at)}</span>
                  </span>
                  <span className="muted">{line.why}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
