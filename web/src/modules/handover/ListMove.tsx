/** In the bar of a list: hand over everything that the filter finds, not only the rows that are marked. */
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/listBar";
import { may } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { useIsPhone } from "@/ui/hooks";

export default function ListMove({ meta, condition }: SlotProps["listToolbar"]) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  if (phone || !condition || !meta.features.team || !may(meta.can, "assign")) return null;
  const open = (): void => {
    const words = new URLSearchParams({ entity: meta.key, filter: JSON.stringify(condition) });
    void navigate({ href: `/handover/new?${words}` });
  };
  return (
    <Button type="text" onClick={open}>
      {t("handover.moveAll")}
    </Button>
  );
}
