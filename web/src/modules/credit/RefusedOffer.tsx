/** Under a refusal by credit: asking that this one document goes ahead. */
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy } from "react";
import { t } from "@/i18n";
import "@/i18n/words/credit";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";

const ReleaseDialog = lazy(() => import("./ReleaseDialog"));

export default function RefusedOffer({ meta, record, problem, onClose }: SlotProps["actionRefusal"]) {
  const client = useQueryClient();
  if (problem.code !== "credit_refused") return null;
  const offer = async (): Promise<void> => {
    onClose();
    const sent = await openDialog<boolean>((close) => (
      <ReleaseDialog of={{ kind: "document", entity: meta.key, id: record.id }} onClose={close} />
    ));
    if (!sent) return;
    await Promise.all([
      client.invalidateQueries({ queryKey: ["approval"] }),
      client.invalidateQueries({ queryKey: ["records", meta.key] }),
    ]);
  };
  return (
    <div className="notice notice--warn row row--wrap">
      <span className="grow">{t("credit.canRelease")}</span>
      <Button size="small" type="primary" onClick={() => void offer()}>
        {t("credit.release")}
      </Button>
    </div>
  );
}
