/** Shapes of work around records: jobs, imports, inbox, home, settings. */
import type { Choice, Condition, FileRef, Id, Level, Money, Ref } from "./types";

export interface Job {
  id: string | number;
  kind: string;
  title: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  message: string;
  result: { file?: FileRef | Id | null; url?: string | null } | null;
  created_at: string;
  finished_at: string | null;
}

export interface ImportColumn {
  index: number;
  header: string;
  sample: string[];
  guess: { field: string; via: string } | null;
}

export interface ImportError {
  row: number | null;
  column: string | null;
  value: string | null;
  code: string;
  message: string;
  count: number;
}

export type ImportState =
  | "uploaded"
  | "checking"
  | "checked"
  | "running"
  | "done"
  | "failed"
  | "cancelled"
  | "undoing"
  | "undone";

export interface ImportJob {
  id: string | number;
  entity: string;
  file: string | FileRef;
  rows?: number | null;
  state: ImportState;
  columns: ImportColumn[];
  presets: { name: string; mapping: Record<string, string> }[];
  match_keys: (string | { field: string; label: string })[];
  mapping?: Record<string, string> | null;
  match?: string[] | null;
  on_match?: "skip" | "update" | "fill" | null;
  counts: { rows: number; create: number; update: number; skip: number; error: number; done: number } | null;
  errors: ImportError[];
  job: Job | string | number | null;
  message?: string;
}

export interface InboxItem {
  id: Id;
  at: string;
  title: string;
  text?: string;
  url?: string | null;
  entity?: string | null;
  record_id?: Id | null;
  read: boolean;
}

export interface SearchGroup {
  entity: string;
  label: string;
  items: { id: Id; title: string; subtitle: string; match?: string }[];
}

export interface HomeCard {
  key: string;
  label: string;
  value: number | string | Money;
  format: string;
  entity: string;
  filter: Condition | null;
}

export interface HomeItem {
  id: Id;
  entity: string;
  title: string;
  subtitle?: string;
  at?: string | null;
  due?: string | null;
}

export interface Home {
  cards: HomeCard[];
  recent: HomeItem[];
  todo: HomeItem[];
}

export interface RegionNode {
  code: string;
  name: string;
  children?: RegionNode[];
}

export interface DeptNode {
  id: Id;
  name: string;
  kind: string;
  staff?: number;
  children?: DeptNode[];
}

export interface RoleEntity {
  key: string;
  label: string;
  actions: { key: string; label: string }[];
  levels: Level[];
}

export interface Grant {
  level: Level;
  depts?: Id[];
}

export interface RoleGrants {
  entities: RoleEntity[];
  grants: Record<string, Record<string, Grant>>;
}

export interface RoleFields {
  entities: { key: string; label: string; fields: { name: string; label: string; pii?: boolean }[] }[];
  fields: Record<string, Record<string, { view: "hidden" | "masked" | "full"; edit: boolean }>>;
}

export interface Explain {
  allowed: boolean;
  reasons: { code: string; message: string; role?: string; level?: string }[];
}

export interface Session {
  id: string | number;
  created_at: string;
  last_seen_at: string;
  ip: string;
  user_agent: string;
  current: boolean;
}

export interface Token {
  id: Id;
  name: string;
  scopes?: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  token?: string;
}

export interface DictionaryMeta {
  key: string;
  label: string;
  items: Choice[];
}

export interface CustomField {
  id: Id;
  entity: string;
  name: string;
  label: string;
  type: string;
  required: boolean;
  help?: string;
  choices?: Choice[] | null;
  dictionary?: string | null;
  link?: string | null;
  active: boolean;
  indexed?: boolean | string;
}

export interface Approval {
  id: Id;
  kind: string;
  title: string;
  detail?: string;
  requested_by: Ref | null;
  requested_at: string;
  state: "pending" | "approved" | "rejected";
  entity?: string | null;
  record_id?: Id | null;
  fields?: { label: string; value: string }[];
}
