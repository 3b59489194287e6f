/** 公海进出: what went into pools and came out, by day, pool, person or kind, from the ledger. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Segmented, Select } from "antd";
import { useEffect, useState } from "react";
import { get, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { clear } from "@/ui/clear";
import { dayOf } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, NoPermission, PageHead, ScrollX } from "@/ui/parts";
import { saveCsv } from "./csv";
import { DayInput } from "./DayInput";
import { poolsQuery } from "./data";
import { useEntityOfPools } from "./useEntityOfPools";

const GROUPS = ["day", "pool", "person", "kind"] as const;
type Group = (typeof GROUPS)[number];
const BACK_DAYS = 29;
const DAY_MS = 86_400_000;

interface Flows {
  by: Group[];
  rows: { group: unknown[]; titles: string[]; went_in: number; came_out: number }[];
  full: boolean;
}

export default function FlowsPage() {
  const me = useMe();
  const { entity, choice } = useEntityOfPools();
  const [from, setFrom] = useState(dayOf(new Date(Date.now() - BACK_DAYS * DAY_MS)));
  const [to, setTo] = useState(dayOf(new Date()));
  const [pool, setPool] = useState<number>();
  const [by, setBy] = useState<Group>("day");
  const [split, setSplit] = useState(true);
  const words = split && by !== "kind" ? `${by},kind` : by;
  const found = useQuery({
    queryKey: ["pools", "flows", entity, from, to, pool, words],
    queryFn: ({ signal }) => get<Flows>("pool/flows", { entity, from, to, pool, by: words }, signal),
    enabled: from !== "" && to !== "",
  });
  const settings = me.admin.includes("settings");
  const pools = (useQuery(poolsQuery).data ?? []).filter(
    (item) => item.entity === entity && (settings || item.is_admin),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pool of the other entity means nothing here
  useEffect(() => setPool(undefined), [entity]);
  useTitle(t("pools.flows"));

  const rows = found.data?.rows ?? [];
  const sum = (name: "went_in" | "came_out"): number => rows.reduce((total, row) => total + row[name], 0);
  const most = Math.max(1, ...rows.map((row) => Math.max(row.went_in, row.came_out)));
  const title = (row: Flows["rows"][number], at: number): string =>
    row.titles[at] || (found.data?.by[at] === "person" ? t("pools.nobody") : "—");
  const heads = [
    ...(found.data?.by ?? []).map((word) => t(`pools.col_${word}`)),
    t("pools.in"),
    t("pools.out"),
    t("pools.net"),
  ];
  const download = (): void =>
    saveCsv(`${t("pools.flows")}_${from}_${to}.csv`, [
      heads,
      ...rows.map((row) => [
        ...row.titles.map((_, at) => title(row, at)),
        String(row.went_in),
        String(row.came_out),
        String(row.went_in - row.came_out),
      ]),
    ]);
  const bar = (value: number, tone: string) => (
    <span className="flow">
      <span className="num">{value}</span>
      <span className={`flow__bar flow__bar--${tone}`} style={{ width: `${(value / most) * 100}%` }} />
    </span>
  );
  if (isStatus(found.error, 403)) return <NoPermission hint={t("pools.flowsFor")} />;
  return (
    <div className="page">
      <PageHead
        title={t("pools.flows")}
        extra={
          <>
            {choice}
            <Link to={"/pools" as never}>{t("pools.back")}</Link>
            <Button icon={<Icon name="download" size={14} />} disabled={rows.length === 0} onClick={download}>
              {t("list.export")}
            </Button>
          </>
        }
      />
      <div className="panel">
        <div className="flow-bar">
          <span className="flow-bar__day">
            <DayInput label={t("pools.fromDay")} value={from} onChange={(day) => day && setFrom(day)} />
          </span>
          <span className="muted">—</span>
          <span className="flow-bar__day">
            <DayInput label={t("pools.toDay")} value={to} onChange={(day) => day && setTo(day)} />
          </span>
          <Select<number>
            className="flow-bar__pool"
            allowClear={clear()}
            aria-label={t("nav.pools")}
            placeholder={t("pools.allPools")}
            value={pool}
            options={pools.map((item) => ({ value: item.id, label: item.name }))}
            onChange={setPool}
          />
          <Segmented<Group>
            aria-label={t("pools.groupBy")}
            value={by}
            options={GROUPS.map((word) => ({ value: word, label: t(`pools.by_${word}`) }))}
            onChange={setBy}
          />
          {by !== "kind" && (
            <label className="row muted">
              <input
                type="checkbox"
                className="check"
                checked={split}
                onChange={(event) => setSplit(event.target.checked)}
              />
              {t("pools.splitKind")}
            </label>
          )}
        </div>
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.isPending && <Bones rows={6} />}
        {found.isSuccess && rows.length === 0 && <Empty text={t("pools.noFlows")} hint={t("pools.noFlowsHint")} />}
        {rows.length > 0 && (
          <ScrollX label={t("pools.flows")}>
            <table className="plain-table flows">
              <thead>
                <tr>
                  {heads.map((head, at) => (
                    <th key={head} className={at >= heads.length - 1 ? "is-right" : undefined}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={JSON.stringify(row.group)}>
                    {row.titles.map((_, at) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a column has no other name
                      <td key={at} className={found.data?.by[at] === "day" ? "num" : undefined}>
                        {title(row, at)}
                      </td>
                    ))}
                    <td>{bar(row.went_in, "in")}</td>
                    <td>{bar(row.came_out, "out")}</td>
                    <td className="is-right num">{row.went_in - row.came_out}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th colSpan={found.data?.by.length ?? 1}>{t("pools.sum")}</th>
                  <td className="num">{sum("went_in")}</td>
                  <td className="num">{sum("came_out")}</td>
                  <td className="is-right num">{sum("went_in") - sum("came_out")}</td>
                </tr>
              </tfoot>
            </table>
          </ScrollX>
        )}
        {found.data?.full === false && <p className="panel__body muted">{t("pools.cut")}</p>}
      </div>
    </div>
  );
}
