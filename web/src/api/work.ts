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
  file: { id: Id | null; name: string; size: number | null };
  rows?: number | null;
  state: ImportState;
  columns: ImportColumn[];
  /** `native` ones come with the product and carry a key for a name. */
  presets: { name: string; mapping: Record<string, string>; native?: boolean }[];
  preset?: string;
  match_keys: string[];
  mapping?: Record<string, string> | null;
  match?: string[] | null;
  on_match?: "skip" | "update" | "fill" | null;
  counts: { rows: number; create: number; update: number; skip: number; error: number; done: number } | null;
  errors: ImportError[];
  job: Job | string | number | null;
  message?: string;
  can_undo?: boolean;
  undo?: Record<string, number>;
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
  /** Who works in the department itself. */
  people: number;
  /** Also counting those below it. */
  people_below: number;
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
  /** A further condition on the records, which this screen keeps as it is. */
  condition?: Condition | null;
}

export interface Role {
  id: Id;
  version: number;
  key: string | null;
  name: string;
  name_en: string;
  description: string;
  builtin: boolean;
  require_mfa: boolean;
  exclusive_group: string;
  admin: string[];
  people: number;
}

export interface RoleGrants {
  role: Role;
  entities: RoleEntity[];
  grants: Record<string, Record<string, Grant>>;
}

type View = "hidden" | "masked" | "full";

export interface RoleFields {
  role: Role;
  /** `view` and `edit` hold for roles that say nothing of the field. */
  entities: {
    key: string;
    label: string;
    fields: { name: string; label: string; view: View; edit: boolean; pii?: boolean }[];
  }[];
  fields: Record<string, Record<string, { view: View; edit: boolean }>>;
}

export interface Explain {
  allowed: boolean;
  reasons: { code: string; message: string; answers: boolean; role: string | null; level: string | null }[];
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
  /** The beginning of the token, by which its holder knows it again. */
  prefix: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  token?: string;
}

export interface DictionaryMeta {
  key: string;
  label: string;
  editable: boolean;
  used_by: { entity_label: string; label: string }[];
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
  indexed: boolean;
}

export interface Approval {
  id: Id;
  kind: string;
  kind_label: string;
  title: string;
  asked_by: Ref | null;
  asked_at: string;
  decided_by: Ref | null;
  decided_at: string | null;
  comment: string;
  state: "pending" | "approved" | "rejected" | "withdrawn";
  entity: string;
  record_id: Id | null;
  /** Asked for by the reader, who may withdraw it and not decide it. */
  mine: boolean;
}
