/** What people do with requests: each asks what it must know, calls, tells the outcome and forgets what changed. */
import "@/i18n/words/approvals";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { lazy } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { type MessageKey, t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { ask, openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import type { Decision } from "./DecideDialog";
import { type Detail, forgetApprovals, kept, type Row } from "./data";

const ApplicationDialog = lazy(() => import("./ApplicationDialog"));
const DecideDialog = lazy(() => import("./DecideDialog"));
const PeopleDialog = lazy(() => import("./PeopleDialog"));
const ReturnDialog = lazy(() => import("./ReturnDialog"));

const APPLICATION = "account_application";

type Verb = "approve" | "reject" | "transfer" | "add" | "return" | "withdraw" | "urge";

/** Sends the act; the dialogs call it and show what the server refuses. */
export const send = (id: number, verb: Verb, body: Record<string, unknown> = {}): Promise<unknown> =>
  post(`approval/${id}/${verb}`, body);

/** Request → its title, why it was left as it was, and whether nobody can decide it any more. */
export type Refused = Map<number, { title: string; why: string; gone: boolean }>;

export interface Acts {
  approve: (row: Row) => Promise<void>;
  reject: (row: Row) => Promise<void>;
  transfer: (row: Row) => Promise<void>;
  add: (row: Row) => Promise<void>;
  sendBack: (row: Detail) => Promise<void>;
  withdraw: (row: Row) => Promise<void>;
  urge: (row: Row) => Promise<void>;
  /** Several at once; why some were refused, by request, null where nothing was sent. */
  batch: (rows: Row[], approve: boolean) => Promise<Refused | null>;
}

export function useActs(): Acts {
  const client = useQueryClient();
  const opensAccounts = useMe().admin.some((word) => word === "org" || word === "roles");
  const told = async (row: Row, word: MessageKey, done: boolean | null): Promise<void> => {
    if (done) toast(t(word), { kind: "good" });
    await forgetApprovals(client, row.entity);
  };
  const decide = async (row: Row, approve: boolean): Promise<void> => {
    const userId = row.record_id;
    const done =
      approve && row.kind === APPLICATION && userId && opensAccounts
        ? await openDialog<boolean>((close) => <ApplicationDialog userId={userId} onClose={close} />)
        : await openDialog<boolean>((close) => <DecideDialog row={row} approve={approve} onClose={close} />);
    await told(row, approve ? "approvals.approved" : "approvals.rejected", done);
  };
  const plain = async (row: Row, verb: "withdraw" | "urge", word: MessageKey): Promise<void> => {
    try {
      await send(row.id, verb);
      toast(t(word), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await forgetApprovals(client, row.entity);
  };
  return {
    approve: (row) => decide(row, true),
    reject: (row) => decide(row, false),
    transfer: async (row) =>
      told(
        row,
        "approvals.transferred",
        await openDialog<boolean>((close) => <PeopleDialog row={row} verb="transfer" onClose={close} />),
      ),
    add: async (row) =>
      told(
        row,
        "approvals.added",
        await openDialog<boolean>((close) => <PeopleDialog row={row} verb="add" onClose={close} />),
      ),
    sendBack: async (row) =>
      told(row, "approvals.sentBack", await openDialog<boolean>((close) => <ReturnDialog row={row} onClose={close} />)),
    withdraw: async (row) => {
      const sure = await ask({ title: t("approvals.withdrawAsk"), text: row.title, ok: t("approvals.withdraw") });
      if (sure) await plain(row, "withdraw", "approvals.withdrawn");
    },
    urge: (row) => plain(row, "urge", "approvals.urged"),
    batch: (rows, approve) => batch(client, rows, approve),
  };
}

interface Trouble {
  status: number;
  code: string;
  title: string;
  detail?: string;
  errors?: { message: string }[];
}

/** Decided by somebody else meanwhile, or taken back. */
const isGone = (problem: Trouble | undefined): boolean =>
  problem?.status === 404 || problem?.code === "already_decided";

interface Answer {
  results: { id: number; ok: boolean; problem?: Trouble }[];
}

async function batch(client: QueryClient, rows: Row[], approve: boolean): Promise<Refused | null> {
  const decision = await openDialog<Decision>((close) => (
    <DecideDialog many={rows} approve={approve} onClose={close} />
  ));
  if (decision === null) return null;
  const refused: Refused = new Map();
  const titles = new Map(rows.map((row) => [row.id, row.title]));
  try {
    const signatures = approve ? await signed(rows, decision.signature) : {};
    const answer = await post<Answer>("approval/batch", {
      ids: rows.map((row) => row.id),
      approve,
      comment: decision.comment,
      tasks: Object.fromEntries(rows.map((row) => [row.id, row.task])),
      ...(Object.keys(signatures).length > 0 && { signatures }),
    });
    for (const one of answer.results) {
      const why = one.problem?.errors?.[0]?.message || one.problem?.detail || one.problem?.title;
      if (!one.ok) refused.set(one.id, { title: titles.get(one.id) ?? "", why: why ?? "", gone: isGone(one.problem) });
    }
    const done = rows.length - refused.size;
    if (refused.size === 0) toast(t("approvals.batchDone", { n: done }), { kind: "good" });
    else toast(t("approvals.batchSome", { n: done, bad: refused.size }), { kind: "warn" });
  } catch (error) {
    toast(messageOf(error), { kind: "bad" });
    await forgetApprovals(client);
    return null;
  }
  await forgetApprovals(client);
  await client.invalidateQueries({ queryKey: ["records"] });
  return refused;
}

/** The picture sent once for each request that asks for one: every decision keeps its own. */
async function signed(rows: Row[], picture: File | null): Promise<Record<number, number | undefined>> {
  const found: Record<number, number | undefined> = {};
  if (picture) for (const row of rows) if (row.needs_signature) found[row.id] = await kept(picture);
  return found;
}
