/** Above a record: that it lies in a pool, or on which day it falls into one and what can be done about it. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy } from "react";
import { isRef } from "@/fields/link/Display";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { keepingQuery, poolsQuery } from "./data";
import { Quota } from "./Quota";

const KeepDialog = lazy(() => import("./KeepDialog"));
/** Earlier than this nobody needs to think of it. */
const SOON_DAYS = 30;

export default function RecordBanner({ meta, record }: SlotProps["recordBanner"]) {
  return isRef(record.pool) ? (
    <InPool pool={record.pool} />
  ) : (
    <Owned entity={meta.key} id={record.id} owner={isRef(record.owner) ? record.owner.id : null} />
  );
}

function InPool({ pool }: { pool: { id: number; title: string } }) {
  const mine = useQuery(poolsQuery).data?.find((item) => item.id === pool.id && item.member);
  return (
    <div className="notice notice--info pool-banner">
      <Icon name="inbox" />
      <span className="grow">
        {t("pools.liesIn", { pool: pool.title || `#${pool.id}` })}
        {mine && <Quota pool={mine} />}
      </span>
      {mine && <Link to={`/pools/${pool.id}` as never}>{t("pools.openPool")}</Link>}
    </div>
  );
}

function Owned({ entity, id, owner }: { entity: string; id: number; owner: number | null }) {
  const me = useMe();
  const keeping = useQuery(keepingQuery(entity, id)).data;
  if (!keeping) return null;
  const { due, held_until: held, asked } = keeping;
  const soon = due !== null && due.days <= SOON_DAYS;
  if (!soon && !held && !asked) return null;
  const extend = (): void =>
    void openDialog<null>((close) => (
      <KeepDialog entity={entity} id={id} verb="extend" due={due} onClose={() => close(null)} />
    ));
  const when =
    due === null ? "" : due.days <= 0 ? t("pools.fallsTonight") : t("pools.fallsIn", { n: due.days, day: due.on });
  return (
    <div className={`notice ${soon ? "notice--warn" : "notice--info"} pool-banner`} role="status">
      <Icon name={soon ? "clock" : "shield"} />
      <span className="grow">
        {soon && due && `${when} ${t("pools.byRule", { rule: due.rule_name, pool: due.pool_name })}`}
        {held && ` ${t("pools.heldUntil", { day: held })}`}
        {asked && ` ${t("pools.askedUntil", { day: asked.until })}`}
      </span>
      {soon && !asked && owner === me.id && (
        <Button size="small" onClick={extend}>
          {t("pools.op_extend")}
        </Button>
      )}
    </div>
  );
}
