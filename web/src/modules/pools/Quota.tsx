/** What may still be taken: today, this week, and how much one may hold. */
import { useQuery } from "@tanstack/react-query";
import { t } from "@/i18n";
import "@/i18n/words/pools";
import { holdingsQuery, type Pool } from "./data";

function Figure({ label, used, limit }: { label: string; used: number; limit: number }) {
  const tone = used >= limit ? " is-full" : used >= limit * 0.8 ? " is-near" : "";
  return (
    <span className={`quota__item${tone}`}>
      {label}{" "}
      <strong className="num">
        {used}/{limit}
      </strong>
    </span>
  );
}

export function Quota({ pool }: { pool: Pool }) {
  const held = useQuery(holdingsQuery(pool.entity)).data;
  const { claims_per_day: day, claims_per_week: week } = pool;
  const left = Math.min(
    day === null ? Number.POSITIVE_INFINITY : day - pool.claims_today,
    week === null ? Number.POSITIVE_INFINITY : week - pool.claims_this_week,
    held?.free ?? Number.POSITIVE_INFINITY,
  );
  return (
    <p className="quota" role="status">
      <span className={`quota__item${left <= 0 ? " is-full" : ""}`}>
        {Number.isFinite(left) ? t("pools.left", { n: Math.max(0, left) }) : t("pools.leftFree")}
      </span>
      {day !== null && <Figure label={t("pools.today")} used={pool.claims_today} limit={day} />}
      {week !== null && <Figure label={t("pools.thisWeek")} used={pool.claims_this_week} limit={week} />}
      {held &&
        (held.limit === null ? (
          <span className="quota__item">{t("pools.heldOnly", { n: held.held })}</span>
        ) : (
          <span>
            <Figure label={t("pools.held")} used={held.held} limit={held.limit} />
            <span className="muted">
              {" "}
              {held.source === "person" ? t("pools.setForYou") : t("pools.setFor", { name: held.name })}
            </span>
          </span>
        ))}
      {pool.views_per_day !== null && (
        <span className="quota__item muted">{t("pools.viewLimit", { n: pool.views_per_day })}</span>
      )}
    </p>
  );
}
