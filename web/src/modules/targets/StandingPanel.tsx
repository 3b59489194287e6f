/** How a target stands, on its record page. */
import { useQuery } from "@tanstack/react-query";
import { post } from "@/api/client";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/targets";
import { Bar } from "./Bar";
import type { Standing } from "./data";
import { amount } from "./words";

export default function StandingPanel({ record }: { meta: EntityMeta; record: Rec }) {
  const found = useQuery({
    queryKey: ["targets", "standing", record.id, record.version],
    queryFn: ({ signal }) => post<{ items: Standing[] }>("target/standing", { ids: [record.id] }, { signal }),
    retry: false,
  });
  const one = found.data?.items[0];
  if (!one) return null;
  const left = one.actual === null ? null : Number(one.goal) - Number(one.actual);
  return (
    <section className="panel" aria-label={t("targets.standing")}>
      <header className="panel__head">
        <h2>{t("targets.standing")}</h2>
      </header>
      <div className="panel__body stack">
        <Bar one={one} />
        {left !== null && (
          <span className="muted">
            {t("targets.reached", { actual: amount(one.actual, one.format), goal: amount(one.goal, one.format) })}
            {" · "}
            {left > 0 ? t("targets.left", { n: amount(String(left), one.format) }) : t("targets.done")}
          </span>
        )}
      </div>
    </section>
  );
}
