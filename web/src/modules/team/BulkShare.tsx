import { useQueryClient } from "@tanstack/react-query";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/team";
import type { BulkResult } from "@/records/data";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { membersOf, type Terms } from "./data";
import MemberDialog from "./MemberDialog";

/** Lets colleagues into the marked rows. */
export default function BulkShare({ meta, ids, done }: SlotProps["bulkActions"]) {
  const client = useQueryClient();
  if (!meta.features.team || !meta.features.bulk) return null;
  const share = async (): Promise<void> => {
    const answer = await openDialog<{ users: Ref[]; terms: Terms }>((close) => (
      <MemberDialog title={t("team.bulkTitle", { n: ids.length })} offered={[]} onClose={close} />
    ));
    if (!answer) return;
    try {
      const values = { members: membersOf(answer.users, answer.terms) };
      const { results } = await post<{ results?: BulkResult[] }>(`${meta.key}/bulk`, { op: "share", ids, values });
      if (!results) {
        toast(t("team.started"), { kind: "good" });
        void client.invalidateQueries({ queryKey: ["jobs"] });
      } else {
        const bad = results.filter((result) => !result.ok);
        const problem = bad[0]?.problem;
        if (bad.length > 0) {
          const why = problem?.detail || problem?.title || "";
          toast(t("team.partly", { ok: results.length - bad.length, bad: bad.length, why }), { kind: "warn" });
        } else toast(t("team.shared", { n: results.length }), { kind: "good" });
      }
      done();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  return (
    <button type="button" className="bulkbar__act" onClick={() => void share()}>
      {t("team.bulk")}
    </button>
  );
}
