/** 目标: a year of one measure as a grid, and who is how far. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Segmented, Select } from "antd";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/targets";
import { may, useMe } from "@/meta/hooks";
import { flatDepartments, treeQuery } from "@/meta/org";
import "@/ui/css/targets.css";
import { clear } from "@/ui/clear";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead } from "@/ui/parts";
import { gridQuery, measuresQuery } from "./data";
import { GridView } from "./GridView";
import { Ranking } from "./Ranking";

interface Search {
  measure?: string;
  year?: number;
  department?: number;
  tab?: "ranking";
}

export default function TargetsPage() {
  useTitle(t("nav.targets"));
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Search;
  const measures = useQuery(measuresQuery);
  const tree = useQuery(treeQuery);
  const now = new Date().getFullYear();
  const year = search.year ?? now;
  const measure = search.measure ?? measures.data?.[0]?.key ?? "";
  const ranking = search.tab === "ranking";
  const grid = useQuery({
    ...gridQuery(measure, year, search.department ?? null),
    enabled: measure !== "" && !ranking,
  });
  const go = (change: Partial<Search>): void => {
    void navigate({ to: "/targets" as never, search: { ...search, ...change } as never });
  };
  return (
    <div className="page">
      <PageHead
        title={t("nav.targets")}
        extra={
          <>
            <Link to="/r/$entity" params={{ entity: "target" }}>
              {t("targets.list")}
            </Link>
            {may(me.can.target, "import") && (
              <Link to="/import/$entity" params={{ entity: "target" }}>
                {t("targets.import")}
              </Link>
            )}
          </>
        }
      >
        <Segmented
          aria-label={t("nav.targets")}
          value={ranking ? "ranking" : "grid"}
          options={[
            { value: "grid", label: t("targets.grid") },
            { value: "ranking", label: t("targets.ranking") },
          ]}
          onChange={(tab) => go({ tab: tab === "ranking" ? "ranking" : undefined })}
        />
      </PageHead>
      {measures.isError && <Failure message={messageOf(measures.error)} onRetry={() => void measures.refetch()} />}
      {measures.data?.length === 0 && <Empty text={t("targets.noMeasure")} />}
      {measures.data && measures.data.length > 0 && (
        <div className="row row--wrap targets-bar">
          <Select
            aria-label={t("targets.measure")}
            value={measure}
            popupMatchSelectWidth={false}
            style={{ minWidth: 140 }}
            options={measures.data.map((one) => ({ value: one.key, label: one.label }))}
            onChange={(key: string) => go({ measure: key })}
          />
          {!ranking && (
            <>
              <Select
                aria-label={t("targets.pickYear")}
                value={year}
                options={[now + 1, now, now - 1, now - 2].map((value) => ({
                  value,
                  label: t("targets.year", { n: value }),
                }))}
                onChange={(value: number) => go({ year: value })}
              />
              <Select
                aria-label={t("targets.byDepartment")}
                allowClear={clear()}
                showSearch
                optionFilterProp="label"
                popupMatchSelectWidth={false}
                placeholder={t("targets.byDepartment")}
                style={{ minWidth: 140 }}
                value={search.department}
                options={flatDepartments(tree.data).map((one) => ({ value: one.value, label: one.label }))}
                onChange={(id?: number) => go({ department: id })}
              />
            </>
          )}
        </div>
      )}
      {ranking && measure && (
        <Ranking measure={measure} unit={measures.data?.find((one) => one.key === measure)?.unit ?? "number"} />
      )}
      {!ranking && grid.isPending && measure && (
        <section className="panel">
          <Bones rows={10} />
        </section>
      )}
      {!ranking && grid.isError && <Failure message={messageOf(grid.error)} onRetry={() => void grid.refetch()} />}
      {!ranking && grid.data && grid.data.rows.length === 0 && (
        <section className="panel">
          <Empty text={t("targets.none")} hint={t("targets.noneHint")} />
        </section>
      )}
      {!ranking && grid.data && grid.data.rows.length > 0 && (
        <GridView key={`${measure}:${year}:${search.department ?? ""}`} grid={grid.data} />
      )}
    </div>
  );
}
