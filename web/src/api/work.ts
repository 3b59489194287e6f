/** Shapes of work around records: jobs, imports, inbox, home, settings. */
import type { components } from "./schema.gen";
import type { Choice, Condition, FileRef, Id, Level, Money } from "./types";

/** Shapes that `npm run api` takes from the server's own description; words with few values are narrowed here. */
type Schemas = components["schemas"];

export type Job = Omit<Schemas["JobOut"], "state" | "result"> & {
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  result: { file?: FileRef | Id | null; url?: string | null };
};

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
  /** The match keys name a record together, and not the first one that agrees. */
  together?: boolean;
  mapping?: Record<string, string> | null;
  match?: string[] | null;
  on_match?: "skip" | "update" | "fill" | null;
  /** What happens to rows that look like a record that exists; empty means as the rules say. */
  duplicates?: "" | "skip" | "mark" | "import";
  /** Into which new records go that name neither owner nor pool; `pools` are those that one may choose. */
  pool?: number | null;
  pools?: { id: number; name: string }[];
  counts: { rows: number; create: number; update: number; skip: number; error: number; done: number } | null;
  errors: ImportError[];
  job: Job | string | number | null;
  message?: string;
  can_undo?: boolean;
  undo?: Record<string, number>;
}

export type InboxItem = Schemas["InboxItemOut"];

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

export type Session = Schemas["SessionOut"];

/** `token` holds the plain text in the answer that made it, and nowhere else. */
export type Token = Schemas["TokenOut"] & { token?: string };

export interface DictionaryMeta {
  key: string;
  label: string;
  editable: boolean;
  used_by: { entity_label: string; label: string }[];
  items: Choice[];
}

export type CustomField = Schemas["CustomFieldOut"];

export interface ViewColumn {
  name: string;
  width?: number | null;
}

export interface SavedView {
  id: Id;
  name: string;
  shared: boolean;
  is_default: boolean;
  filter: Condition | null;
  sort: string | null;
  columns: ViewColumn[];
  density: string | null;
  mine: boolean;
}
