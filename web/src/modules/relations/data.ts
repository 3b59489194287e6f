/** What the calls of the relations module answer, and the queries for them. */
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Rec, Ref } from "@/api/types";

export type PartyKind = "customer" | "contact";

/** One end of a relation; of a party that the reader may not see only what kind it is. */
export type Party =
  | { kind: PartyKind; id: number; title: string; hidden?: undefined }
  | { kind: PartyKind; hidden: true };

export interface Kind {
  id: number;
  name: string;
  back_name: string;
  color: string;
  symmetric: boolean;
  in_parent: boolean;
  active: boolean;
  first_kind: PartyKind | "any";
  second_kind: PartyKind | "any";
}

export interface RelationItem {
  id?: number;
  version?: number;
  type: { id: number; name: string; color: string };
  is_first: boolean;
  other: Party;
  in_parent?: boolean;
  ended?: boolean;
  since?: string | null;
  until?: string | null;
  strength?: string;
  source?: string;
  note?: string;
  can?: { update: boolean; delete: boolean };
}

export interface WorkItem {
  id: number | null;
  version: number;
  other: Party;
  title: string;
  primary: boolean;
  can: { update: boolean; delete: boolean };
}

export interface Relations {
  items: RelationItem[];
  more: boolean;
  work: WorkItem[];
  kinds: Kind[];
  can: { create: boolean };
}

export interface GraphNode {
  key: string;
  kind: PartyKind;
  id: number;
  title: string;
  depth: number;
  level?: string;
  status?: string;
  job?: string;
  role?: string;
}

export interface GraphEdge {
  key: string;
  source: string;
  target: string;
  kind: string;
  label: string;
  back: string;
  color: string;
  strength: number;
  ended: boolean;
}

export interface Graph {
  root: string;
  nodes: GraphNode[];
  edges: GraphEdge[];
  truncated: boolean;
  limit: number;
}

export interface Step {
  kind: PartyKind | "user" | "me";
  id?: number;
  title: string;
  via?: { key: string; label?: string; color?: string };
}

export interface Paths {
  paths: Step[][];
  searched: number;
  limited: boolean;
}

export interface Hint {
  kind: "same_phone" | "same_email" | "same_domain" | "same_address";
  own: Party;
  other: Party;
  company?: Party;
  value?: string;
}

export interface GroupNode {
  id?: number;
  title: string;
  hidden?: boolean;
  self?: boolean;
  level?: string;
  status?: string;
  sums: { count: number; level?: Record<string, number>; status?: Record<string, number>; amount?: string };
  children: GroupNode[];
}

export interface Group {
  root: GroupNode;
  truncated: boolean;
  limit: number;
  /** The field that `sums.amount` adds up, and those that may be chosen. */
  measure: string | null;
  measures: { name: string; label: string; type: string }[];
}

export interface Seat {
  id: number;
  version?: number;
  above: number | null;
  contact: Rec | { hidden: true; title: string };
  role?: string;
  attitude?: string;
  influence?: string;
  relation_to_us?: string;
  note?: string;
  can: { update?: boolean; delete?: boolean };
}

export interface DecisionTree {
  seats: Seat[];
  loose: Rec[];
  can: { create: boolean };
  more: boolean;
}

export interface CardPart {
  key: "basics" | "features" | "business" | "dealings";
  label: string;
  fields: string[];
  confirmed_at: string | null;
  confirmed_by?: Ref | null;
  age: number | null;
  stale: boolean;
  stale_after: number;
}

export interface Card {
  card: Rec | null;
  parts: CardPart[];
  can: { create: boolean; update: boolean };
}

export interface WaitingCard {
  id: number;
  customer: Ref;
  responsible: Ref | null;
  next_review_on: string | null;
  overdue: number | null;
  parts: { key: CardPart["key"]; age: number | null; stale: boolean }[];
}

export interface Waiting {
  items: WaitingCard[];
  more: boolean;
  without: Ref[];
}

/** Everything of this module lies below this key: one write makes all of it stale. */
const ROOT = "relations";

type Words = Record<string, string | number | boolean | undefined>;

const query = <T>(path: string, words: Words) =>
  queryOptions({
    queryKey: [ROOT, path, words],
    queryFn: ({ signal }) => get<T>(path, words, signal),
    staleTime: 15_000,
  });

export const relationsQuery = (entity: string, id: number) => query<Relations>("relations", { entity, id });
export const graphQuery = (entity: string, id: number, depth: number, types: string) =>
  query<Graph>("graph", { entity, id, depth, types: types || undefined });
export const hintsQuery = (entity: string, id: number) => query<{ items: Hint[] }>("graph/hints", { entity, id });
export const groupQuery = (customer: number, measure: string | undefined) => ({
  ...query<Group>("group-tree", { customer, measure }),
  placeholderData: keepPreviousData,
});
export const decisionsQuery = (customer: number) => query<DecisionTree>("decision-tree", { customer });
export const cardQuery = (customer: number) => query<Card>("key-accounts/card", { customer });
export const waitingQuery = (mine: boolean) => query<Waiting>("key-accounts/waiting", { mine });

export const forgetRelations = (client: QueryClient): Promise<void> => client.invalidateQueries({ queryKey: [ROOT] });
