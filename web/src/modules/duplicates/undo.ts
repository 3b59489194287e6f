import type { QueryClient } from "@tanstack/react-query";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/merging";
import { toast } from "@/ui/toast";
import { forgetMerged, type Merge } from "./api";

/** What an undo left as it is, in words. */
export function keptText(kept: Merge["kept"]): string {
  return kept
    .map((item) => {
      if (item.code === "changed_since") return t("merging.keptField", { label: item.label ?? item.field ?? "" });
      if (item.code === "owner_gone") return t("merging.keptOwner");
      return t("merging.keptRows", { label: item.label ?? item.place ?? "", n: item.count ?? 0 });
    })
    .join("；");
}

/** Takes a merge back and says what could not be; answers whether it worked. */
export async function undoMerge(client: QueryClient, merge: { id: number; entity: string }): Promise<boolean> {
  try {
    const done = await post<Merge>(`merges/${merge.id}/undo`);
    if (done.kept.length === 0) toast(t("merging.undone"), { kind: "good" });
    else toast(t("merging.undonePartly", { what: keptText(done.kept) }), { kind: "warn", ms: 12_000 });
    return true;
  } catch (error) {
    toast(messageOf(error), { kind: "bad" });
    return false;
  } finally {
    await forgetMerged(client, merge.entity);
  }
}
