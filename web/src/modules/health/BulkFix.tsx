/** For the marked customers of a list: put one thing right in all of them. */
import { Button, Dropdown } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/health";
import { may } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { toast } from "@/ui/toast";

const FIXES = [
  "region_from_code",
  "region_from_address",
  "tidy_phones",
  "tidy_name",
  "tidy_address",
  "form_from_name",
  "confirm",
] as const;
const MAX_ROWS = 200;

interface Outcome {
  changed: number;
  unchanged: number;
  refused: unknown[];
}

export default function BulkFix({ meta, ids, done }: SlotProps["bulkActions"]) {
  const [busy, setBusy] = useState(false);
  if (!may(meta.can, "update")) return null;
  const fix = async (key: string): Promise<void> => {
    setBusy(true);
    const sum = { changed: 0, unchanged: 0, refused: 0 };
    try {
      for (let at = 0; at < ids.length; at += MAX_ROWS) {
        const part = await post<Outcome>("health/fix", { fix: key, ids: ids.slice(at, at + MAX_ROWS) });
        sum.changed += part.changed;
        sum.unchanged += part.unchanged;
        sum.refused += part.refused.length;
      }
      toast(t("health.bulkDone", sum), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    setBusy(false);
    done();
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: FIXES.map((key) => ({ key, label: t(`health.f_${key}` as MessageKey) })),
        onClick: ({ key }) => void fix(key),
      }}
    >
      <Button loading={busy}>{t("health.bulk")}</Button>
    </Dropdown>
  );
}
