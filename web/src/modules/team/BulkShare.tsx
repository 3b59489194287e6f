import { useQueryClient } from "@tanstack/react-query";
import { t } from "@/i18n";
import "@/i18n/words/team";
import type { SlotProps } from "@/slots";
import { shareMany } from "./share";

/** Lets colleagues into the marked rows. */
export default function BulkShare({ meta, ids, done }: SlotProps["bulkActions"]) {
  const client = useQueryClient();
  if (!meta.features.team || !meta.features.bulk) return null;
  const share = async (): Promise<void> => {
    if (await shareMany(client, meta.key, t("team.bulkTitle", { n: ids.length }), { ids })) done();
  };
  return (
    <button type="button" className="bulkbar__act" onClick={() => void share()}>
      {t("team.bulk")}
    </button>
  );
}
