/** Puts the marked records of a list into a pool. */
import "@/i18n/words/pools";
import { useQueryClient } from "@tanstack/react-query";
import type { Page } from "@/api/types";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { useWork } from "./useWork";

export default function BulkRelease({ meta, ids, done }: SlotProps["bulkActions"]) {
  const work = useWork(meta.key);
  const client = useQueryClient();
  const ask = async (): Promise<void> => {
    // The list that they were marked in has their names.
    const pages = client.getQueriesData<Page>({ queryKey: ["records", meta.key, "list"] });
    const rows = new Map(pages.flatMap(([, page]) => page?.items ?? []).map((row) => [row.id, row]));
    const subjects = ids.map((id) => ({ id, title: String(rows.get(id)?.[meta.title] ?? `#${id}`) }));
    if (await work.ask("release", subjects)) done();
  };
  return (
    <button type="button" className="bulkbar__act" onClick={() => void ask()}>
      {t("pools.op_release")}
    </button>
  );
}
