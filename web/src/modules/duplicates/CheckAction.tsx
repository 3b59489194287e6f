/** On the record page: look for records that may be the same, and merge. */
import { Button } from "antd";
import { lazy } from "react";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { may } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";

const FindDialog = lazy(() => import("./FindDialog"));

export default function CheckAction({ meta, record }: SlotProps["recordActions"]) {
  const phone = useIsPhone();
  if (!may(meta.can, "update") && !may(meta.can, "create")) return null;
  const open = (): void =>
    void openDialog<null>((close) => <FindDialog meta={meta} record={record} onClose={() => close(null)} />);
  return (
    <Button icon={<Icon name="copy" />} aria-label={t("duplicates.find")} onClick={open}>
      {phone ? null : t("duplicates.find")}
    </Button>
  );
}
