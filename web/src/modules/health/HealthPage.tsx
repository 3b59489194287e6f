/** Data health per person and department; every number opens the customers that it counts. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Segmented } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/health";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, PageHead, ScrollX, Tag } from "@/ui/parts";
import { saveTable } from "./saveTable";

interface Line {
  id: number | null;
  title: string;
  customers: number;
  average: number;
  good: number;
  fair: number;
  poor: number;
  findings: Record<string, number>;
}

interface Table {
  by: "owner" | "dept";
  codes: { code: string; label: string }[];
  lines: Line[];
  total: Line | null;
}

const LEVELS = ["good", "fair", "poor"] as const;
const LEVEL_WORDS = { good: "health.levelGood", fair: "health.levelFair", poor: "health.levelPoor" } as const;
const LEVEL_FILTER: Record<(typeof LEVELS)[number], Condition> = {
  good: { field: "health", op: "gte", value: 80 },
  fair: { field: "health", op: "between", value: [60, 79] },
  poor: { field: "health", op: "lt", value: 60 },
};
const tone = (score: number): string => (score >= 80 ? "green" : score >= 60 ? "gold" : "red");

function Count({ n, filter }: { n: number; filter: Condition[] }) {
  if (n === 0) return <span className="muted">0</span>;
  const f = filter.length === 1 ? filter[0] : { and: filter };
  return (
    <Link to="/r/$entity" params={{ entity: "customer" }} search={{ f } as never}>
      {n}
    </Link>
  );
}

function Row({ line, table, total }: { line: Line; table: Table; total?: boolean }) {
  const who: Condition[] = total
    ? []
    : [line.id === null ? { field: table.by, op: "empty" } : { field: table.by, op: "eq", value: line.id }];
  return (
    <tr className={total ? "is-total" : undefined}>
      <th scope="row">{total ? t("health.total") : line.title || t("health.pool")}</th>
      <td className="is-right num" data-label={t("health.customers")}>
        {line.customers}
      </td>
      <td className="is-right" data-label={t("health.average")}>
        <Tag color={tone(line.average)}>{line.average.toFixed(1)}</Tag>
      </td>
      {LEVELS.map((level) => (
        <td key={level} className="is-right num" data-label={t(LEVEL_WORDS[level])}>
          <Count n={line[level]} filter={[...who, LEVEL_FILTER[level]]} />
        </td>
      ))}
      {table.codes.map(({ code, label }) => (
        <td key={code} className="is-right num" data-label={label}>
          <Count
            n={line.findings[code] ?? 0}
            filter={[...who, { field: "health_findings", op: "has_any", value: [code] }]}
          />
        </td>
      ))}
    </tr>
  );
}

export default function HealthPage() {
  useTitle(t("nav.health"));
  const [by, setBy] = useState<"owner" | "dept">("owner");
  const found = useQuery({
    queryKey: ["records", "customer", "health", "people", by],
    queryFn: ({ signal }) => get<Table>("health/people", { by }, signal),
    staleTime: 60_000,
  });
  // A kind of problem that nobody has would only make the table wide.
  const table = found.data && {
    ...found.data,
    codes: found.data.codes.filter(({ code }) => (found.data.total?.findings[code] ?? 0) > 0),
  };
  const heads = [
    t(by === "owner" ? "health.who" : "health.dept"),
    t("health.customers"),
    t("health.average"),
    ...LEVELS.map((level) => t(LEVEL_WORDS[level])),
    ...(table?.codes.map((one) => one.label) ?? []),
  ];
  const save = (): void => {
    if (!table) return;
    const rows = [...(table.total ? [table.total] : []), ...table.lines].map((line, at) => [
      at === 0 && table.total ? t("health.total") : line.title || t("health.pool"),
      line.customers,
      line.average,
      ...LEVELS.map((level) => line[level]),
      ...table.codes.map(({ code }) => line.findings[code] ?? 0),
    ]);
    saveTable(t("nav.health"), [heads, ...rows]);
  };
  return (
    <div className="page">
      <PageHead
        title={t("nav.health")}
        extra={
          <>
            <Segmented<"owner" | "dept">
              aria-label={t("nav.health")}
              value={by}
              options={[
                { value: "owner", label: t("health.byOwner") },
                { value: "dept", label: t("health.byDept") },
              ]}
              onChange={setBy}
            />
            <Button icon={<Icon name="download" size={14} />} disabled={!table?.lines.length} onClick={save}>
              {t("health.export")}
            </Button>
          </>
        }
      >
        <span className="muted">{t("health.hint")}</span>
      </PageHead>
      <div className="panel">
        {found.isPending && <Bones rows={8} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {table && table.lines.length === 0 && <Empty text={t("health.none")} />}
        {table && table.lines.length > 0 && (
          <ScrollX label={t("nav.health")}>
            <table className="plain-table card-table health-table">
              <thead>
                <tr>
                  {heads.map((head, at) => (
                    <th key={head} scope="col" className={at > 0 ? "is-right" : undefined}>
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {table.total && <Row line={table.total} table={table} total />}
                {table.lines.map((line) => (
                  <Row key={line.id ?? 0} line={line} table={table} />
                ))}
              </tbody>
            </table>
          </ScrollX>
        )}
      </div>
    </div>
  );
}
