/** How many records people may hold, and whose word counts. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { lazy, Suspense, useState } from "react";
import { put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { useEntity } from "@/meta/hooks";
import { Bones, Failure, IconButton, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { HOLDERS, kindOf, type Limit, limitsQuery, useHolderNames } from "./data";
import { HolderPicker } from "./HolderPicker";

const ConditionField = lazy(() => import("@/records/list/ConditionField"));
const USUAL = 50;

export function LimitsPanel({ entity }: { entity: string }) {
  const client = useQueryClient();
  const stored = useQuery(limitsQuery(entity));
  const meta = useEntity(entity).data;
  const [edited, setEdited] = useState<Limit[] | null>(null);
  const [busy, setBusy] = useState(false);
  const limits = edited ?? stored.data ?? [];
  const nameOf = useHolderNames(limits);
  // The most particular word counts, so it stands first.
  const order = [...HOLDERS].reverse();
  const sorted = limits
    .map((limit, at) => ({ limit, at }))
    .sort((a, b) => order.indexOf(kindOf(a.limit)) - order.indexOf(kindOf(b.limit)));
  const change = (at: number, more: Partial<Limit>): void =>
    setEdited(limits.map((item, i) => (i === at ? { ...item, ...more } : item)));
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await put("pool/limits", { entity, items: limits });
      setEdited(null);
      toast(t("settings.saved"), { kind: "good" });
      await client.invalidateQueries({ queryKey: ["pools"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  if (stored.isError) return <Failure message={messageOf(stored.error)} onRetry={() => void stored.refetch()} />;
  if (!stored.data) return <Bones rows={6} />;
  return (
    <>
      <header className="panel__head">
        <div className="grow">
          <h2>{t("pools.limits")}</h2>
          <p className="muted">{t("pools.limitsHint")}</p>
        </div>
      </header>
      <div className="panel__body stack">
        <HolderPicker
          label={t("pools.limitFor")}
          onAdd={(holder) => {
            const kind = kindOf(holder);
            if (!limits.some((item) => item[kind] === holder[kind]))
              setEdited([...limits, { ...holder, holdings: USUAL, condition: null }]);
          }}
        />
        {limits.length === 0 && <p className="muted">{t("pools.noLimits")}</p>}
        <ul className="plain-list holders">
          {sorted.map(({ limit, at }) => (
            <li key={`${kindOf(limit)}${limit[kindOf(limit)]}`} className="row row--wrap">
              <Tag color={{ department: "cyan", role: "purple", user: "blue" }[kindOf(limit)]}>
                {t(`pools.h_${kindOf(limit)}`)}
              </Tag>
              <span className="grow ellipsis">{nameOf(limit)}</span>
              <Input
                className="holders__number"
                inputMode="numeric"
                aria-label={t("pools.mayHold", { name: nameOf(limit) })}
                value={limit.holdings}
                suffix={t("pools.uRecords")}
                onChange={(event) =>
                  change(at, { holdings: Number(event.target.value.replace(/\D/g, "").slice(0, 6)) })
                }
              />
              {meta && (
                <Suspense fallback={null}>
                  <ConditionField
                    meta={meta}
                    label={t("pools.mayHold", { name: nameOf(limit) })}
                    value={limit.condition}
                    empty={t("pools.countsAll")}
                    onChange={(condition) => change(at, { condition })}
                  />
                </Suspense>
              )}
              <IconButton
                icon="trash"
                size="small"
                label={t("pools.removeOne", { name: nameOf(limit) })}
                onClick={() => setEdited(limits.filter((_, i) => i !== at))}
              />
            </li>
          ))}
        </ul>
      </div>
      <div className="savebar">
        <span className="grow muted">{t("pools.precedence")}</span>
        <Button disabled={edited === null || busy} onClick={() => setEdited(null)}>
          {t("common.reset")}
        </Button>
        <Button type="primary" loading={busy} disabled={edited === null} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
    </>
  );
}
