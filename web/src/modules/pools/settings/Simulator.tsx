/** Who would lose what tomorrow, in a week and in a month, beside what the rules in force take anyway. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/pools";
import "@/i18n/words/poolSettings";
import { useDebounced } from "@/ui/hooks";
import { Bones, Person } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import type { Draft, Forecast } from "./data";

const WAIT_MS = 500;

function Change({ now, planned }: { now: number; planned: number }) {
  const more = planned - now;
  return (
    <span className={`num ${more > 0 ? "is-bad" : more < 0 ? "is-good" : "muted"}`}>
      {more > 0 ? `+${more}` : more === 0 ? "±0" : more}
    </span>
  );
}

function Lookback({ found }: { found: NonNullable<Forecast["lookback"]> }) {
  return (
    <div className="simulator__list">
      <p className="simulator__back">
        {t("pools.lookbackText", { days: found.days, would: found.would, did: found.did })}
        {!found.complete && <span className="muted"> {t("pools.lookbackPart")}</span>}
        {found.by_today.length > 0 && (
          <span className="muted">
            {" "}
            {t("pools.lookbackToday", { names: found.by_today.map((one) => one.label).join("、") })}
          </span>
        )}
      </p>
      <ul>
        {found.people.map((person) => (
          <li key={person.owner} className="row">
            <span className="grow">
              <Person name={person.name} />
            </span>
            <span className="num">{person.would}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function Simulator({ pool, ruleId, draft }: { pool: number; ruleId: number | null; draft: Draft }) {
  const words = useDebounced(JSON.stringify({ ...draft, name: draft.name.trim() || "?", active: true }), WAIT_MS);
  const [view, setView] = useState("people");
  const found = useQuery({
    queryKey: ["pools", "simulate", pool, ruleId, words],
    queryFn: ({ signal }) =>
      post<Forecast>(`pool/${pool}/simulate`, { rule: JSON.parse(words), rule_id: ruleId }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  const data = found.isError ? undefined : found.data;
  const when = (at: number): string =>
    at === 0 ? t("pools.tomorrow") : t("pools.withinDays", { n: data?.days[at] ?? 0 });
  return (
    <section className="simulator" aria-label={t("pools.simulator")} aria-busy={found.isFetching}>
      <h3>{t("pools.simulator")}</h3>
      <p className="muted">{t("pools.simulatorHint")}</p>
      {found.isPending && <Bones rows={4} />}
      {found.isError && (
        <p className="field__error" role="alert">
          {messageOf(found.error)}
        </p>
      )}
      {data && (
        <>
          <div className="simulator__totals">
            {data.days.map((days, at) => (
              <div key={days} className="simulator__total">
                <span className="muted">{when(at)}</span>
                <strong className="num">{data.planned[at]}</strong>
                <span className="muted">
                  {t("pools.nowFalls", { n: data.now[at] ?? 0 })}{" "}
                  <Change now={data.now[at] ?? 0} planned={data.planned[at] ?? 0} />
                </span>
              </div>
            ))}
          </div>
          <Tabs
            label={t("pools.simulator")}
            active={view}
            onChange={setView}
            items={[
              { key: "people", label: t("pools.perPerson"), count: String(data.people.length) },
              { key: "records", label: t("pools.which") },
              ...(data.lookback ? [{ key: "back", label: t("pools.lookback", { n: data.lookback.days }) }] : []),
            ]}
          />
          {view === "back" && data.lookback && <Lookback found={data.lookback} />}
          {view === "people" && (
            <div className="simulator__list">
              <table className="plain-table">
                <thead>
                  <tr>
                    <th>{t("pools.h_user")}</th>
                    {data.days.map((days, at) => (
                      <th key={days} className="is-right">
                        {when(at)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.people.map((person) => (
                    <tr key={person.owner}>
                      <td>
                        <Person name={person.name} />
                      </td>
                      {data.days.map((days, at) => (
                        <td key={days} className="is-right">
                          <span className="num">{person.planned[at]}</span>{" "}
                          <Change now={person.now[at] ?? 0} planned={person.planned[at] ?? 0} />
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
              {data.people.length === 0 && <p className="muted simulator__none">{t("pools.nobodyLoses")}</p>}
            </div>
          )}
          {view === "records" && (
            <ul className="simulator__list">
              {data.records.map((record) => (
                <li key={record.id} className="row">
                  <span className="grow ellipsis">{record.title}</span>
                  <span className="muted">{record.rule === "?" ? "" : record.rule}</span>
                  <span className="num muted">{record.due_on}</span>
                </li>
              ))}
              {data.records.length === 0 && <li className="muted simulator__none">{t("pools.recordsHidden")}</li>}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
