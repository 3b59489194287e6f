/** Beside a customer or contact: how close they are, made of what, and where it goes. */
import { useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/today";
import { Bones, Empty, Tag } from "@/ui/parts";
import "@/ui/css/today.css";

interface Part {
  key: "recency" | "frequency" | "depth";
  points: number;
  of: number;
  facts: Record<string, number>;
}
interface Closeness {
  known: boolean;
  score: number;
  before: number;
  course: "growing" | "fading" | "steady";
  parts: Part[];
  loyalty: number;
  active_months: number;
  rhythm: { median_days: number; quiet_days: number } | null;
}

const COURSE_COLORS = { growing: "green", fading: "orange", steady: "gray" } as const;

function why(part: Part): string {
  const facts = part.facts;
  if (part.key === "recency")
    return facts.days_since === 0
      ? t("today.why.recencyToday")
      : t("today.why.recency", { days: facts.days_since ?? 0 });
  if (part.key === "frequency") return t("today.why.frequency", { n: facts.last_90 ?? 0 });
  return t("today.why.depth", {
    inPerson: facts.in_person ?? 0,
    spoken: facts.spoken ?? 0,
    written: facts.written ?? 0,
  });
}

export default function ClosenessPanel({ meta, record }: { meta: EntityMeta; record: Rec }) {
  const query = useQuery({
    queryKey: ["closeness", meta.key, record.id, record.version],
    queryFn: ({ signal }) => get<Closeness>("today/closeness", { entity: meta.key, id: record.id }, signal),
    staleTime: 60_000,
  });
  if (query.isError) return null;
  const found = query.data;
  return (
    <section className="panel" aria-label={t("today.closeness")}>
      <header className="panel__head">
        <h2>{t("today.closeness")}</h2>
      </header>
      {!found && <Bones rows={3} />}
      {found && !found.known && <Empty text={t("today.unknown")} hint={t("today.unknownHint")} />}
      {found?.known && (
        <div className="panel__body closeness">
          <p className="closeness__score">
            <strong className="num">{found.score}</strong>
            <Tag color={COURSE_COLORS[found.course]}>
              {t(`today.course.${found.course}`, { n: Math.abs(found.score - found.before) })}
            </Tag>
          </p>
          {found.parts.map((part) => (
            <div key={part.key} className="closeness__part">
              <span>{t(`today.part.${part.key}`)}</span>
              <span className="closeness__bar">
                <span style={{ width: `${Math.round((part.points / part.of) * 100)}%` }} />
              </span>
              <span className="closeness__points num">
                {part.points}/{part.of}
              </span>
              <span className="closeness__why">{why(part)}</span>
            </div>
          ))}
          <p>
            {t("today.loyalty")} <strong className="num">{found.loyalty}</strong>{" "}
            <span className="muted">{t("today.loyaltyWhy", { months: found.active_months })}</span>
          </p>
          {found.rhythm && (
            <p className="muted">
              {t("today.rhythm", { median: found.rhythm.median_days, quiet: found.rhythm.quiet_days })}
            </p>
          )}
        </div>
      )}
    </section>
  );
}
