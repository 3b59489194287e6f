import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/listBar";
import type { SlotProps } from "@/slots";
import { useIsPhone } from "@/ui/hooks";

/** In the bar of a list: lets colleagues into everything that the filter finds. */
export default function ListShare({ meta, condition }: SlotProps["listToolbar"]) {
  const client = useQueryClient();
  const phone = useIsPhone();
  if (phone || !condition || !meta.features.team || !meta.features.bulk) return null;
  const title = t("team.listTitle", { label: meta.plural });
  const share = async (): Promise<void> => {
    const { shareMany } = await import("./share");
    await shareMany(client, meta.key, title, { filter: condition });
  };
  return (
    <Button type="text" onClick={() => void share()}>
      {t("team.listShare")}
    </Button>
  );
}
