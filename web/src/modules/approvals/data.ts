/** Approvals as the server tells them, and what to forget after an act. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { apiUrl, get, upload } from "@/api/client";
import type { FieldMeta, Rec, Ref } from "@/api/types";

export type RequestState = "pending" | "approved" | "rejected" | "withdrawn" | "returned";

export const BOXES = ["todo", "asked", "done", "copied"] as const;
export type Box = (typeof BOXES)[number];

export const TONE: Record<RequestState, string> = {
  pending: "blue",
  approved: "green",
  rejected: "red",
  withdrawn: "gray",
  returned: "orange",
};

export interface Fact {
  field: FieldMeta;
  value: unknown;
}

export interface Row {
  id: number;
  kind: string;
  kind_label: string;
  title: string;
  entity: string;
  record_id: number | null;
  state: RequestState;
  asked_by: Ref | null;
  asked_at: string;
  decided_by: Ref | null;
  decided_at: string | null;
  comment: string;
  urged_at: string | null;
  step_name: string;
  waiting: Ref[];
  waiting_since: string | null;
  mine: boolean;
  to_decide: boolean;
  in_place_of: number | null;
  /** The task that the reader may decide: what is sent twice decides it once. */
  task: number | null;
  due_at: string | null;
  needs_comment: boolean;
  needs_signature: boolean;
  edit: string[];
  facts: Fact[];
  unread: boolean;
}

export type TaskState =
  | "waiting"
  | "pending"
  | "approved"
  | "rejected"
  | "skipped"
  | "transferred"
  | "cancelled"
  | "returned"
  /** Approved before another approver of the step changed the document: asked again. */
  | "outdated";

export interface Task {
  id: number;
  state: TaskState;
  place: "" | "before" | "after";
  role: string;
  permission: string;
  user: Ref | null;
  decided_by: Ref | null;
  decided_at: string | null;
  asked_at: string | null;
  due_at: string | null;
  comment: string;
  added_to: number | null;
  moved_from: number | null;
  /** Whether whoever decided signed by hand; see `signatureUrl`. */
  signed: boolean;
}

export type Mode = "any" | "all" | "turn" | "share";

export interface Step {
  number: number;
  node: string;
  name: string;
  mode: Mode;
  share: number;
  tasks: Task[];
}

export interface Ahead {
  node: string;
  name: string;
  mode: Mode;
  people: Ref[];
  choose: number;
  empty: "pass" | "admin" | "people";
}

export interface LogLine {
  id: number;
  at: string;
  action: string;
  label: string;
  actor: Ref | null;
  for_user: Ref | null;
  step_name: string;
  people: Ref[];
  comment: string;
  changed: string[];
  changed_labels: string[];
}

/** The lines of a document as they stood when it was submitted. */
export interface LinesTable {
  key: string;
  label: string;
  columns: FieldMeta[];
  rows: Record<string, unknown>[];
  groups: (Fact & { title: string })[];
}

export interface Detail extends Row {
  sees_record: boolean;
  /** The reader may not see the document, so nothing of it is told. */
  withheld: boolean;
  lines: LinesTable[];
  steps: Step[];
  ahead: Ahead[];
  log: LogLine[];
  copies: { user: Ref; at: string; read_at: string | null }[];
  can: {
    decide: boolean;
    handle: boolean;
    send_back: { key: string; name: string }[];
    withdraw: boolean;
    urge: boolean;
  };
}

export interface Listed {
  items: Row[];
  next: string | null;
}

export const countsQuery = queryOptions({
  queryKey: ["approval", "counts"],
  queryFn: ({ signal }) => get<{ todo: number; copied: number }>("approval/counts", {}, signal),
  staleTime: 15_000,
});

export const detailQuery = (id: number) =>
  queryOptions({
    queryKey: ["approval", "one", id],
    queryFn: ({ signal }) => get<Detail>(`approval/${id}`, {}, signal),
    staleTime: 5_000,
  });

export const runningQuery = (entity: string, id: number) =>
  queryOptions({
    queryKey: ["approval", "of", entity, id],
    queryFn: async ({ signal }) => (await get<Listed>("approval/running", { entity, id }, signal)).items,
    staleTime: 10_000,
  });

export const phrasesQuery = queryOptions({
  queryKey: ["approval", "phrases"],
  queryFn: async ({ signal }) => (await get<{ texts: string[] }>("approval/phrases", {}, signal)).texts,
  staleTime: 5 * 60_000,
});

export const signatureUrl = (request: number, task: number): string => apiUrl(`approval/${request}/signatures/${task}`);

/** Sends a signature that was drawn; the id by which the decision names it. */
export async function kept(file: File | null): Promise<number | undefined> {
  return file ? (await upload<{ id: number }>("files", file)).id : undefined;
}

/** After an act: requests, the record that it was about, and messages may all have changed. */
export async function forgetApprovals(client: QueryClient, entity = ""): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["approval"] }),
    client.invalidateQueries({ queryKey: ["inbox"] }),
    client.invalidateQueries({ queryKey: ["me"] }),
    ...(entity ? [client.invalidateQueries({ queryKey: ["records", entity] })] : []),
    ...(entity ? [client.invalidateQueries({ queryKey: ["timeline"] })] : []),
  ]);
}

/** The facts of a request in the form in which fields are drawn. */
export const factRecord = (facts: Fact[]): Rec => ({
  id: 0,
  ...Object.fromEntries(facts.map((fact) => [fact.field.name, fact.value])),
});
