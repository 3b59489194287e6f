/** 统计: chosen figures of people and departments; kept like any other report. */
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsAsk";
import { Bones, Empty, Failure } from "@/ui/parts";
import { Builder } from "./BuilderPage";
import { itemsQuery } from "./data";

/** What a statistic begins with, as far as it is there. */
const FIRST = [
  "customers.new",
  "activities.follow_ups",
  "opportunities.new",
  "opportunities.won_amount",
  "contracts.amount",
  "receipts.amount",
];

export default function StatisticsPage() {
  const known = useQuery(itemsQuery);
  if (known.isError) return <Failure message={messageOf(known.error)} onRetry={() => void known.refetch()} />;
  if (!known.data) return <Bones rows={8} />;
  if (known.data.items.length === 0) return <Empty text={t("reports.noItems")} hint={t("reports.noItemsHint")} />;
  const offered = known.data.items.map((item) => item.key);
  const usual = FIRST.filter((key) => offered.includes(key));
  const items = usual.length > 0 ? usual : offered.slice(0, FIRST.length);
  return (
    <Builder
      start={{ items, by: "person", period: { unit: "month", from: 0, to: 0 }, chart: "table" }}
      name={t("nav.statistics")}
    />
  );
}
