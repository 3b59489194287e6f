/** Letting colleagues into many records at once: the dialog, the call and what is said of its outcome. */
import type { QueryClient } from "@tanstack/react-query";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition, Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/team";
import type { BulkResult } from "@/records/data";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { membersOf, type Terms } from "./data";
import MemberDialog from "./MemberDialog";

export async function shareMany(
  client: QueryClient,
  entity: string,
  title: string,
  which: { ids: number[] } | { filter: Condition },
): Promise<boolean> {
  const answer = await openDialog<{ users: Ref[]; terms: Terms }>((close) => (
    <MemberDialog title={title} offered={[]} onClose={close} />
  ));
  if (!answer) return false;
  try {
    const values = { members: membersOf(answer.users, answer.terms) };
    const { results } = await post<{ results?: BulkResult[] }>(`${entity}/bulk`, { op: "share", ...which, values });
    if (!results) {
      toast(t("team.started"), { kind: "good" });
      void client.invalidateQueries({ queryKey: ["jobs"] });
      return true;
    }
    const bad = results.filter((result) => !result.ok);
    const why = bad[0]?.problem?.detail || bad[0]?.problem?.title || "";
    if (bad.length > 0)
      toast(t("team.partly", { ok: results.length - bad.length, bad: bad.length, why }), { kind: "warn" });
    else toast(t("team.shared", { n: results.length }), { kind: "good" });
    return true;
  } catch (error) {
    toast(messageOf(error), { kind: "bad" });
    return false;
  }
}
