/** Gives the marked leads to whom the rules of assignment say. */
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import { may } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { toast } from "@/ui/toast";

export default function BulkAssign({ meta, ids, done }: SlotProps["bulkActions"]) {
  if (!may(meta.can, "assign")) return null;
  const assign = async (): Promise<void> => {
    try {
      const { assigned, left } = await post<{ assigned: number; left: number }>("leads/assign", { ids });
      const text = left > 0 ? t("leads.assignLeft", { n: assigned, left }) : t("leads.assignDone", { n: assigned });
      toast(text, { kind: left > 0 ? "warn" : "good" });
      done();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return (
    <button type="button" className="bulkbar__act" onClick={() => void assign()}>
      {t("leads.assign")}
    </button>
  );
}
