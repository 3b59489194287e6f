/** Of which entity's pools a page speaks: the address says it, else the first that one may see. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Segmented } from "antd";
import type { Meta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/pools";
import { may, useMeta } from "@/meta/hooks";

/** Whose pools most people mean. */
const FIRST = "customer";

/** Entities whose records lie in pools of their own: those that one may see, and all for who sets pools up. */
function entitiesOfPools(meta: Meta): { key: string; label: string }[] {
  const known =
    meta.poolable ??
    meta.entities
      .filter((entity) => entity.features.pooled && may(entity.can, "view"))
      .map((entity) => ({ key: entity.key, label: entity.plural }));
  return [...known].sort((a, b) => Number(b.key === FIRST) - Number(a.key === FIRST));
}

export function useEntityOfPools() {
  const known = entitiesOfPools(useMeta());
  const { entity: asked } = useSearch({ strict: false }) as { entity?: string };
  const navigate = useNavigate();
  const entity = (known.find((one) => one.key === asked) ?? known[0])?.key ?? "customer";
  const choice = known.length > 1 && (
    <Segmented
      aria-label={t("pools.ofWhat")}
      value={entity}
      options={known.map((one) => ({ value: one.key, label: one.label }))}
      onChange={(key) => void navigate({ to: ".", search: { entity: key } as never, replace: true })}
    />
  );
  return { entity, choice };
}
