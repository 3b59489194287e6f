/** For the marked rows of a list: merge two to ten of them. */
import { t } from "@/i18n";
import "@/i18n/words/merging";
import type { SlotProps } from "@/slots";
import { mayMerge } from "./api";
import { openMerge } from "./openMerge";

const MOST = 10;

export default function BulkMerge({ meta, ids, done }: SlotProps["bulkActions"]) {
  if (!mayMerge(meta) || ids.length < 2 || ids.length > MOST) return null;
  const run = async (): Promise<void> => {
    if (await openMerge(meta, ids)) done();
  };
  return (
    <button type="button" className="bulkbar__act" onClick={() => void run()}>
      {t("merging.merge")}
    </button>
  );
}
