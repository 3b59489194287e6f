/** One's own targets of this month, quarter and year on the home page. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/targets";
import "@/ui/css/targets.css";
import { may, useMe } from "@/meta/hooks";
import { Bar } from "./Bar";
import { mineQuery } from "./data";
import { amount } from "./words";

export default function MinePanel() {
  const me = useMe();
  const mine = useQuery({ ...mineQuery, enabled: may(me.can.target, "view") });
  const [picked, setPicked] = useState<string | null>(null);
  if (!mine.data || mine.data.length === 0) return null;
  // The nearest end first: what is left of the month is what one works for today.
  const periods = [...new Set(mine.data.map((one) => one.period))].sort((a, b) => b.length - a.length);
  const period = picked && periods.includes(picked) ? picked : periods[0];
  return (
    <section className="panel targets-mine" aria-label={t("targets.mine")}>
      <header className="panel__head">
        <h2 className="grow">{t("targets.mine")}</h2>
        {periods.length > 1 && (
          <div className="targets-mine__periods" role="toolbar" aria-label={t("targets.mine")}>
            {periods.map((one) => (
              <button key={one} type="button" aria-pressed={one === period} onClick={() => setPicked(one)}>
                {one}
              </button>
            ))}
          </div>
        )}
        <Link to={"/targets" as never} search={{ tab: "ranking" } as never}>
          {t("targets.ranking")}
        </Link>
      </header>
      <ul>
        {mine.data
          .filter((one) => one.period === period)
          .map((one) => (
            <li key={one.id}>
              <span className="targets-mine__name ellipsis">
                {one.measure_label}
                <span className="muted">
                  {one.subject === "person" ? "" : ` · ${one.name ?? t("targets.company")}`}
                </span>
              </span>
              <Bar one={one} />
              <span className="num muted targets-mine__sum">
                {t("targets.reached", { actual: amount(one.actual, one.format), goal: amount(one.goal, one.format) })}
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
