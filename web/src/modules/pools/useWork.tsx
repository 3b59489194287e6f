/** Claiming, handing out, moving on and putting back, for one record or many, with what is said afterwards. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy } from "react";
import { t } from "@/i18n";
import "@/i18n/words/pools";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { act, actOnMany, type Op, type Outcome, renew } from "./data";
import { showRefusal } from "./refusal";

const BulkOutcome = lazy(() => import("@/records/list/BulkOutcome"));
const TargetDialog = lazy(() => import("./TargetDialog"));

const DONE = {
  claim: "pools.claimed",
  assign: "pools.assigned",
  transfer: "pools.transferred",
  release: "pools.released",
} as const;

export interface Subject {
  id: number;
  title: string;
}

export function useWork(entity: string) {
  const client = useQueryClient();
  const navigate = useNavigate();

  const one = async (op: Op, subject: Subject, body: Record<string, unknown>): Promise<boolean> => {
    try {
      await act(entity, subject.id, op, body);
    } catch (error) {
      await showRefusal(error);
      await renew(client, entity);
      return false;
    }
    const open = (): void => void navigate({ to: "/r/$entity/$id", params: { entity, id: String(subject.id) } });
    toast(t(DONE[op], { name: subject.title }), {
      kind: "good",
      action: op === "claim" ? { label: t("common.open"), run: open } : undefined,
    });
    await renew(client, entity);
    return true;
  };
  const many = async (op: Op, subjects: Subject[], body: Record<string, unknown>): Promise<boolean> => {
    let results: Outcome[];
    try {
      results = await actOnMany(
        entity,
        op,
        subjects.map((subject) => subject.id),
        body,
      );
    } catch (error) {
      await showRefusal(error);
      return false;
    }
    await renew(client, entity);
    if (results.every((result) => result.ok)) toast(t("pools.manyDone", { n: results.length }), { kind: "good" });
    else {
      const titles = new Map(subjects.map((subject) => [subject.id, subject.title]));
      await openDialog<null>((close) => <BulkOutcome results={results} titles={titles} onClose={() => close(null)} />);
    }
    return true;
  };
  /** True when something may have changed. */
  const run = async (op: Op, subjects: Subject[], body: Record<string, unknown> = {}): Promise<boolean> => {
    const [first] = subjects;
    if (!first) return false;
    return subjects.length === 1 ? one(op, first, body) : many(op, subjects, body);
  };
  /** The same for what needs a target or a reason, which is asked for first. */
  const ask = async (op: Exclude<Op, "claim">, subjects: Subject[], from?: number): Promise<boolean> => {
    const body = await openDialog<Record<string, unknown>>((close) => (
      <TargetDialog op={op} entity={entity} subjects={subjects} from={from} onClose={close} />
    ));
    return body ? run(op, subjects, body) : false;
  };
  return { run, ask };
}
