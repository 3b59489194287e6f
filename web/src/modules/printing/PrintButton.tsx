/** “Print” on the page of a record. */
import "@/i18n/words/printing";
import { Button } from "antd";
import { lazy } from "react";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";

const PrintDialog = lazy(() => import("./PrintDialog"));

export default function PrintButton({ meta, record }: SlotProps["recordActions"]) {
  const phone = useIsPhone();
  return (
    <Button
      icon={<Icon name="print" />}
      aria-label={t("printing.print")}
      onClick={() =>
        void openDialog<null>((close) => <PrintDialog meta={meta} record={record} onClose={() => close(null)} />)
      }
    >
      {phone ? null : t("printing.print")}
    </Button>
  );
}
