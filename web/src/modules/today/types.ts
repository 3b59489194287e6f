/** What `GET today` answers. */
import type { Condition } from "@/api/types";

export type LineKind = "follow_up" | "lead" | "task" | "visit" | "silent" | "birthday" | "anniversary" | "recycle";
export type LineAction = "call" | "log" | "postpone" | "done" | "put_aside" | "check_in";

export interface Phone {
  value: string;
  /** Shown in part: the number must be revealed before it can be called. */
  masked: boolean;
  entity: string;
  id: number;
  field: string;
  name: string | null;
}

export interface Line {
  kind: LineKind;
  entity: string;
  id: number;
  version: number | null;
  title: string;
  reason: string;
  note: string;
  due: string | null;
  overdue_days: number;
  customer: {
    id: number;
    title: string | null;
    version?: number;
    level?: string;
    next_follow_up_at?: string | null;
  } | null;
  phone: Phone | null;
  actions: LineAction[];
  priority?: string;
  unusual?: boolean;
}

export interface Group {
  key: string;
  count: number;
  capped: boolean;
  more: { entity: string; filter: Condition; sort: string } | null;
  items: Line[];
}

export interface Today {
  date: string;
  progress: { done: number; total: number };
  mentions: number;
  groups: Group[];
}

export const keyOf = (line: Line): string => `${line.kind}-${line.id}`;
