/** Who of those with a target is how far. */
import { useQuery } from "@tanstack/react-query";
import { Segmented } from "antd";
import { useState } from "react";
import { get, listOf } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/targets";
import { Bones, Empty, Failure, Person, ScrollX } from "@/ui/parts";
import { Bar } from "./Bar";
import { type PeriodUnit, type Standing, trimmed } from "./data";
import { amount } from "./words";

export function Ranking({ measure, unit }: { measure: string; unit: "money" | "number" }) {
  const [period, setPeriod] = useState<PeriodUnit>("month");
  const [subject, setSubject] = useState<"person" | "department">("person");
  const list = useQuery({
    queryKey: ["targets", "ranking", measure, period, subject],
    queryFn: async ({ signal }) =>
      listOf(await get<{ items: Standing[] }>("target/ranking", { measure, unit: period, subject }, signal)),
    staleTime: 30_000,
  });
  return (
    <section className="panel">
      <header className="panel__head targets-head">
        <span className="grow">
          <Segmented
            aria-label={t("targets.unit")}
            value={period}
            options={(["month", "quarter", "year"] as const).map((value) => ({
              value,
              label: t(`targets.u_${value}`),
            }))}
            onChange={setPeriod}
          />
        </span>
        <Segmented
          aria-label={t("targets.name")}
          value={subject}
          options={[
            { value: "person", label: t("targets.byPerson") },
            { value: "department", label: t("targets.byDepartment") },
          ]}
          onChange={setSubject}
        />
      </header>
      {list.isPending && <Bones rows={6} />}
      {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty text={t("targets.rankNone")} hint={t("targets.rankNoneHint")} />}
      {list.data && list.data.length > 0 && (
        <ScrollX label={t("targets.ranking")}>
          <table className="targets-rank">
            <thead>
              <tr>
                <th scope="col">{t("targets.rank")}</th>
                <th scope="col">{t("targets.name")}</th>
                <th scope="col">{t("targets.rate")}</th>
                {(["actual", "goal", "before", "growth", "share"] as const).map((name) => (
                  <th key={name} scope="col" className="num">
                    {t(`targets.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.data.map((one, at) => (
                <tr key={one.id}>
                  <td className="num">{at + 1}</td>
                  <th scope="row">{one.subject === "person" ? <Person name={one.name ?? ""} /> : one.name}</th>
                  <td className="targets-rank__bar">
                    <Bar one={one} />
                  </td>
                  <td className="num">{amount(one.actual, unit)}</td>
                  <td className="num">{amount(one.goal, unit)}</td>
                  <td className="num">{amount(one.before ?? null, unit)}</td>
                  <td className="num">{percent(one.growth)}</td>
                  <td className="num">{percent(one.share)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </section>
  );
}

const percent = (text: string | null | undefined): string => (text ? `${trimmed(text)}%` : "–");
