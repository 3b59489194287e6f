/** What the calls of the calendar answer. */
import type { Ref } from "@/api/types";

export const VIEWS = ["month", "week", "day", "agenda"] as const;
export type View = (typeof VIEWS)[number];
export type Kind = "meeting" | "task" | "visit" | "follow_up";
export type Scope = "one" | "following" | "all";

export interface Item {
  kind: Kind;
  entity: string;
  id: number;
  version: number;
  title: string;
  what: string;
  starts_at: string;
  ends_at: string;
  all_day: boolean;
  location: string;
  customer: Ref | null;
  owner: Ref | null;
  /** The beginning by the rule, of one meeting of a series. */
  occurrence: string | null;
  series: boolean;
  done?: boolean;
  can_move: boolean;
}

export interface SpecialDay {
  day: string;
  working: boolean;
  name: string;
}

export interface Calendar {
  items: Item[];
  /** Entities of which there are more than a calendar shows. */
  more: string[];
  days: SpecialDay[];
}

/** What a change of a meeting answers: the number under which all of it is taken back. */
export interface Edited {
  id: number | null;
  undo: number | null;
}

export const keyOf = (item: Item): string => `${item.entity}-${item.id}-${item.occurrence ?? ""}`;
