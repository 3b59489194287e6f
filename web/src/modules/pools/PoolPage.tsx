/** The pools that one belongs to, one beside the other, and what lies in the one that is open. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useEntity, useMe } from "@/meta/hooks";
import { formatCount } from "@/ui/format";
import { useStored, useTitle } from "@/ui/hooks";
import { Bones, Empty, Failure, NoPermission, PageHead } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { type Pool, poolsQuery } from "./data";
import { PoolRecords } from "./PoolRecords";
import { Quota } from "./Quota";

export default function PoolPage() {
  const { id } = useParams({ strict: false }) as { id?: string };
  const me = useMe();
  const pools = useQuery(poolsQuery);
  const [last, setLast] = useStored<number | null>("kezhou.pool", null);
  const navigate = useNavigate();
  useTitle(t("nav.pools"));
  const mine = (pools.data ?? []).filter((pool) => pool.member && pool.active);
  const asked = id === undefined ? last : Number(id);
  const pool = mine.find((item) => item.id === asked) ?? (id === undefined ? mine[0] : undefined);
  const reports = mine.some((item) => item.is_admin) || me.admin.includes("settings");

  const of = (to: string) => ({ to: to as never, search: { entity: pool?.entity } as never });
  const body = (): React.ReactNode => {
    if (pools.isError) {
      return <Failure message={messageOf(pools.error)} onRetry={() => void pools.refetch()} />;
    }
    if (!pools.data) return <Bones rows={8} />;
    if (mine.length === 0) return <Empty text={t("pools.none")} hint={t("pools.noneHint")} />;
    if (!pool) return <NoPermission hint={t("pools.noMember")} />;
    return <Open key={pool.id} pool={pool} />;
  };
  return (
    <div className="page page--fill">
      <PageHead
        title={t("nav.pools")}
        extra={
          <>
            <Link {...of("/pools/falling")}>{t("pools.falling")}</Link>
            {reports && <Link {...of("/pools/flows")}>{t("pools.flows")}</Link>}
            {me.admin.includes("settings") && <Link {...of("/settings/pools")}>{t("nav.poolRules")}</Link>}
          </>
        }
      />
      <div className="panel list pool-records">
        {mine.length > 0 && (
          <Tabs
            label={t("nav.pools")}
            active={String(pool?.id ?? "")}
            onChange={(key) => {
              setLast(Number(key));
              void navigate({ to: `/pools/${key}` as never });
            }}
            items={mine.map((item) => ({
              key: String(item.id),
              label: item.name,
              count: formatCount({ count: item.records, capped: item.records_capped }),
            }))}
          />
        )}
        {body()}
      </div>
    </div>
  );
}

function Open({ pool }: { pool: Pool }) {
  const meta = useEntity(pool.entity);
  if (meta.isError) {
    if (isStatus(meta.error, 403, 404)) return <NoPermission />;
    return <Failure message={messageOf(meta.error)} onRetry={() => void meta.refetch()} />;
  }
  if (!meta.data) return <Bones rows={8} />;
  return (
    <>
      <Quota pool={pool} />
      <PoolRecords pool={pool} meta={meta.data} />
    </>
  );
}
