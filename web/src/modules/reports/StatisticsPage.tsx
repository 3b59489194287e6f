/** 统计: chosen figures of people and departments; kept like any other report. */
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import { Bones, Empty, Failure } from "@/ui/parts";
import { Builder } from "./BuilderPage";
import { itemsQuery } from "./data";

const FIRST = 5;

export default function StatisticsPage() {
  const known = useQuery(itemsQuery);
  if (known.isError) return <Failure message={messageOf(known.error)} onRetry={() => void known.refetch()} />;
  if (!known.data) return <Bones rows={8} />;
  if (known.data.items.length === 0) return <Empty text={t("reports.noItems")} hint={t("reports.noItemsHint")} />;
  const items = known.data.items.slice(0, FIRST).map((item) => item.key);
  return (
    <Builder
      start={{ items, by: "person", period: { unit: "month", from: 0, to: 0 }, chart: "table" }}
      name={t("nav.statistics")}
    />
  );
}
