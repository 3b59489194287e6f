/** What the calls about work logs answer. */
import type { Rec, Ref } from "@/api/types";

export type Kind = "day" | "week" | "month";
export const KINDS: Kind[] = ["day", "week", "month"];
export const TEXTS = ["done", "problems", "plan"] as const;
export type Texts = Record<(typeof TEXTS)[number], string>;

export interface Mark {
  on: string;
  until: string;
  id: number | null;
  rating: number | null;
  state: "submitted" | "draft" | "missing" | "free";
}

export interface Planned {
  id: number;
  on: string;
  plan: string | null;
}

export interface Prefill {
  kind: Kind;
  on: string;
  until: string;
  existing: number | null;
  counts: Record<string, number>;
  done: string;
  plan: string;
  planned_before: Planned | null;
}

export interface Journal extends Rec {
  on: string;
  kind: Kind;
  title: string;
  state: "draft" | "submitted";
  done: string | null;
  problems: string | null;
  plan: string | null;
  rating: number | null;
  review: string | null;
  reviewed_by: Ref | null;
  reviewed_on: string | null;
  owner: Ref | null;
}

export interface Context {
  planned_before: Planned | null;
  readers: { user: Ref; at: string }[];
}

export interface Missing {
  expected: boolean;
  total: number;
  written: number;
  people: {
    id: number;
    title: string;
    department: Ref | null;
    draft: boolean;
    reminded_at: string | null;
  }[];
}
