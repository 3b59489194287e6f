/** 公海规则: pools, their members and rules, and how much people may hold. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { useMe } from "@/meta/hooks";
import { formatCount } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, NoPermission, PageHead, Tag } from "@/ui/parts";
import { poolsQuery } from "../data";
import { useEntityOfPools } from "../useEntityOfPools";
import { LimitsPanel } from "./LimitsPanel";
import { PoolEditor } from "./PoolEditor";

type Picked = number | "new" | "limits" | null;

export default function PoolSettingsPage() {
  useTitle(t("nav.poolRules"));
  return useMe().admin.includes("settings") ? <Settings /> : <NoPermission />;
}

function Settings() {
  const { entity, choice } = useEntityOfPools();
  const pools = useQuery({
    ...poolsQuery,
    select: (all) => all.filter((pool) => pool.entity === entity),
  });
  const [picked, setPicked] = useState<Picked>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was open belongs to the other entity
  useEffect(() => setPicked(null), [entity]);
  const open: Picked = picked ?? pools.data?.[0]?.id ?? null;
  const item = (key: Picked, children: React.ReactNode) => (
    <button
      key={key}
      type="button"
      className="split__item"
      aria-current={open === key ? "true" : undefined}
      onClick={() => setPicked(key)}
    >
      {children}
    </button>
  );
  return (
    <div className="page">
      <PageHead
        title={t("nav.poolRules")}
        extra={
          <>
            {choice}
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => setPicked("new")}>
              {t("pools.newPool")}
            </Button>
          </>
        }
      >
        <span className="muted">{t("pools.settingsHint")}</span>
      </PageHead>
      {pools.isError && <Failure message={messageOf(pools.error)} onRetry={() => void pools.refetch()} />}
      {pools.isPending && <Bones rows={8} />}
      {pools.data && (
        <div className="split">
          <nav className="panel split__list" aria-label={t("nav.poolRules")}>
            {pools.data.map((pool) =>
              item(
                pool.id,
                <>
                  <span className="grow ellipsis">{pool.name}</span>
                  {!pool.active && <Tag>{t("pools.off")}</Tag>}
                  <span className="muted num">{formatCount({ count: pool.records, capped: pool.records_capped })}</span>
                </>,
              ),
            )}
            {item("limits", <span className="grow">{t("pools.limits")}</span>)}
          </nav>
          <div className="panel split__main">
            {open === null && <Empty text={t("pools.noPools")} hint={t("pools.noPoolsHint")} />}
            {open === "limits" && <LimitsPanel key={entity} entity={entity} />}
            {open === "new" && <PoolEditor key="new" id={null} entity={entity} onMade={setPicked} />}
            {typeof open === "number" && <PoolEditor key={open} id={open} entity={entity} onMade={setPicked} />}
          </div>
        </div>
      )}
    </div>
  );
}
