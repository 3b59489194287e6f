/** Puts the marked records of a list into a pool. */
import "@/i18n/words/pools";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { useWork } from "./useWork";

export default function BulkRelease({ meta, ids, done }: SlotProps["bulkActions"]) {
  const work = useWork(meta.key);
  const subjects = ids.map((id) => ({ id, title: `#${id}` }));
  return (
    <button
      type="button"
      className="bulkbar__act"
      onClick={() => void work.ask("release", subjects).then((changed) => changed && done())}
    >
      {t("pools.op_release")}
    </button>
  );
}
