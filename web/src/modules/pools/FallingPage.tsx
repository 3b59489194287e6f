/** What of one's own falls into a pool soon, the nearest first. */
import "@/i18n/words/listBar";
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { openDialog } from "@/ui/dialogs";
import { useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, PageHead, Tag } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { type Falling, fallingQuery } from "./data";
import { toneOf } from "./dueColumn";
import { useEntityOfPools } from "./useEntityOfPools";

const KeepDialog = lazy(() => import("./KeepDialog"));
const SPANS = ["7", "30", "90"] as const;

export function DaysLeft({ days }: { days: number }) {
  return <Tag color={toneOf(days)}>{days <= 0 ? t("pools.tonight") : t("pools.inDays", { n: days })}</Tag>;
}

export default function FallingPage() {
  const [span, setSpan] = useState<string>("30");
  const { entity, choice } = useEntityOfPools();
  const found = useQuery(fallingQuery(entity, Number(span)));
  useTitle(t("pools.falling"));
  const extend = (item: Falling): void =>
    void openDialog<null>((close) => (
      <KeepDialog entity={entity} id={item.id} verb="extend" due={item} onClose={() => close(null)} />
    ));
  return (
    <div className="page">
      <PageHead
        title={t("pools.falling")}
        extra={
          <>
            {choice}
            <Link to={"/pools" as never}>{t("pools.back")}</Link>
          </>
        }
      >
        <span className="muted">{t("pools.fallingHint")}</span>
      </PageHead>
      <div className="panel">
        <Tabs
          label={t("pools.falling")}
          active={span}
          onChange={setSpan}
          items={SPANS.map((days) => ({ key: days, label: t("pools.withinDays", { n: days }) }))}
        />
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.isPending && <Bones rows={6} />}
        {found.data?.length === 0 && <Empty text={t("pools.noneFalls")} hint={t("pools.noneFallsHint")} />}
        <ul className="falling">
          {found.data?.map((item) => (
            <li key={item.id}>
              <DaysLeft days={item.days} />
              <Link className="grow ellipsis" to="/r/$entity/$id" params={{ entity, id: String(item.id) }}>
                {item.title}
              </Link>
              <span className="falling__why muted">
                {item.rule_name} → {item.pool_name}
              </span>
              <span className="num muted falling__day">{item.on}</span>
              <Button size="small" onClick={() => extend(item)}>
                {t("pools.op_extend")}
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
