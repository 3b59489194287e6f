/** The shapes of `/api/v1`, as written in docs/guide/api.md. */

export type Id = number;

export type Level = "none" | "own" | "own_and_reports" | "dept" | "dept_tree" | "depts" | "all";

export interface Ref {
  id: Id;
  title: string;
  /** Of records that are told apart by a colour, such as stages of selling. */
  color?: string;
}

export interface FileRef {
  id: Id;
  name: string;
  size: number;
  type: string;
}

export interface Money {
  amount: string;
  currency: string;
}

export interface Period {
  unit: "day" | "week" | "month" | "quarter" | "year";
  from: number;
  to: number;
}

export type Leaf = { field: string; op: string; value?: unknown };
export type Condition = { and: Condition[] } | { or: Condition[] } | { not: Condition } | Leaf;

export interface Warning {
  path: string;
  message: string;
}

/** One row of any entity. Fields that the reader may not see are absent; masked ones are named in `_masked`,
 * and in `_closed` those of which nothing shows before the record is claimed. */
export interface Rec {
  id: Id;
  version?: number;
  _can?: Record<string, boolean>;
  _masked?: string[];
  _closed?: string[];
  _warnings?: Warning[];
  [field: string]: unknown;
}

export interface Page {
  items: Rec[];
  next: string | null;
  total?: number;
  /** `total` stopped counting there. */
  total_capped?: boolean;
}

/** A column of a board. A sum has one amount per currency; a plain number has the currency “”. */
export interface BoardColumn {
  value: string | number | null;
  title: string;
  color: string;
  badge: string | null;
  count: number;
  sums: Record<string, Money[]>;
  items: Rec[];
  next: string | null;
}

export interface Board {
  columns: BoardColumn[];
  within: Id | null;
}

/** What a day, a week or a month of a list's calendar holds. */
export interface CalendarSpan {
  count: number;
  sums: Record<string, Money[]>;
}

export interface CalendarDay extends CalendarSpan {
  day: string;
  items: Rec[];
}

export interface RecordCalendar {
  month: string;
  first: string;
  last: string;
  days: CalendarDay[];
  weeks: (CalendarSpan & { first: string })[];
  total: CalendarSpan;
  undated: Count;
}

export interface Count {
  count: number;
  capped: boolean;
}

export interface FieldError {
  path: string;
  code: string;
  message: string;
  params?: Record<string, unknown>;
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  request_id?: string;
  errors?: FieldError[];
  current?: Rec;
}

export interface Me {
  id: Id;
  username: string;
  name: string;
  staff_no: string | null;
  department: Ref | null;
  position: Ref | null;
  locale: string;
  tz: string;
  theme: string;
  roles: { key: string; label: string }[];
  can: Record<string, Record<string, Level>>;
  admin: string[];
  csrf_token: string;
  unread: number;
  must_change_password: boolean;
  /** A role demands the second factor and this session has not shown it: nothing else opens. */
  mfa_required: boolean;
  totp: boolean;
}

export interface Choice {
  value: string;
  label: string;
  label_en?: string;
  color?: string | null;
  active?: boolean;
}

export interface EntityInfo {
  key: string;
  label: string;
  plural: string;
  icon: string;
  color: string;
  module: string;
  menu: { group: string; label: string; order: number } | null;
  can: Record<string, Level>;
  features: Record<string, boolean>;
}

export interface Meta {
  schema_epoch: number;
  company?: string | { name: string };
  entities: EntityInfo[];
  dictionaries: Record<string, Choice[]>;
  /** Entities that may get custom fields; only for who administers them. */
  customizable?: { key: string; label: string }[];
  /** Entities whose records lie in pools; only for who sets pools up. */
  poolable?: { key: string; label: string }[];
}

export interface FieldMeta {
  name: string;
  label: string;
  help?: string;
  type: string;
  required: boolean;
  read_only: boolean;
  write_once: boolean;
  max_length?: number | null;
  digits?: number | null;
  decimals?: number | null;
  default?: unknown;
  dictionary?: string | null;
  choices?: Choice[] | null;
  link?: string | null;
  operators: string[];
  sortable: boolean;
  filterable: boolean;
  groupable: boolean;
  custom: boolean;
  view: "hidden" | "masked" | "full";
  edit: boolean;
  visible_if?: Condition | null;
  pii: boolean;
  search: boolean;
  /** Absent means yes: a field made up by the app itself. */
  export?: boolean;
  /** What a definition says beyond the rest; `due_while`: the condition under which a past date is overdue. */
  options?: { due_while?: Condition | false } & Record<string, unknown>;
}

export interface Preset {
  key: string;
  label: string;
  filter: Condition | null;
  sort: string | null;
}

export interface ActionMeta {
  key: string;
  label: string;
  icon?: string;
  danger?: boolean;
  confirm?: string;
  bulk?: boolean;
  /** What usually comes next where it is offered: the one button that stands out. */
  lead?: boolean;
  /** When it makes sense on a record; nothing means always. */
  offered?: Condition | null;
  input: FieldMeta[];
}

export interface RelatedMeta {
  key: string;
  label: string;
  entity: string;
  field: string;
  columns: string[];
}

/** Rows of another entity that are saved with their document, under this key of its JSON. */
export interface LinesMeta {
  key: string;
  label: string;
  entity: string;
  /** The row's link to its document. */
  field: string;
  columns: string[];
  required: boolean;
}

export interface EntityMeta {
  key: string;
  label: string;
  plural: string;
  icon: string;
  color: string;
  title: string;
  module: string;
  can: Record<string, Level>;
  features: Record<string, boolean>;
  fields: FieldMeta[];
  list: {
    columns: string[];
    filters: string[];
    sort: string | null;
    presets: Preset[];
    card?: { badges?: string[]; amount?: string | null; date?: string | null };
    /** Its calendar: the date whose days are the cells, and what is added up in them. */
    calendar?: { date: string; sums: string[]; open_only: Condition | null } | null;
    /** Its board: the field whose values are the columns, and what is added up in them. */
    kanban?: { field: string; sums: string[]; open_only: Condition | null; within: string | null } | null;
  };
  layout: { facts: string[]; sections: { key: string; label: string; fields: string[] }[] };
  related: RelatedMeta[];
  lines?: LinesMeta[];
  actions: ActionMeta[];
  /** Kinds of entries that modules add to its timeline; each is the key of an entity. */
  timeline?: string[];
}

export interface Change {
  field: string;
  label: string;
  from?: unknown;
  to?: unknown;
  /** Absent where the reader may not know the value. */
  from_text?: string;
  to_text?: string;
  /** The value was removed for good, as the law on personal data asks. */
  erased?: boolean;
}

export interface TimelineItem {
  id: string | number;
  at: string;
  /** In the log of the auditors also what it is: `user`, `system` or `anonymous`. */
  actor: (Ref & { kind?: string }) | null;
  /** `audit`, `comment`, `file`, or what a module adds, such as `follow_up`. */
  kind: string;
  action: string;
  /** The act in words of the reader's language. */
  label?: string;
  action_label?: string;
  changes: Change[];
  text: string | null;
  entity?: string;
  entity_label?: string;
  record_id?: Id | null;
  title?: string | null;
  /** Before a merge: the record that this happened to. */
  former?: { id: Id; title: string };
  /** What a module shows of its entry. */
  data?: Record<string, unknown>;
}

export type * from "./work";
