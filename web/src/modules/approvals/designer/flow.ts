/** A flow as JSON, and changing it: every change answers a new flow. */

import type { Condition, FieldMeta, Ref } from "@/api/types";
import { moved } from "@/meta/rules";
import type { Mode } from "../data";

export const STRATEGIES = ["head", "superior", "superiors", "people", "role", "position", "field", "chosen"] as const;
export type Strategy = (typeof STRATEGIES)[number];
export const MODES = ["any", "all", "turn", "share"] as const satisfies readonly Mode[];
export const EMPTIES = ["admin", "pass", "people"] as const;
export const REPEATS = ["skip", "adjacent", "ask"] as const;
export const WITHDRAWALS = ["always", "untouched", "never"] as const;
export const TIMEOUTS = ["remind", "pass", "reject", "transfer"] as const;

export interface Who {
  type: Strategy;
  users?: number[];
  id?: number;
  level?: number;
  field?: string;
  near?: boolean;
}

export interface Timeout {
  hours: number;
  action: (typeof TIMEOUTS)[number];
  to?: number;
  working?: boolean;
}

export interface Approve {
  type: "approve";
  key: string;
  name: string;
  who: Who[];
  mode?: Mode;
  share?: number;
  comment?: boolean;
  sign?: boolean;
  empty?: (typeof EMPTIES)[number];
  empty_people?: number[];
  self?: "refuse" | "allow";
  edit?: string[];
  /** What its approvers are not told: fields, `$lines`, `$lines.column`. */
  hide?: string[];
  timeout?: Timeout | null;
}

export interface Copy {
  type: "cc";
  key: string;
  name: string;
  who: Who[];
}

export interface End {
  type: "end";
  key: string;
  name: string;
  outcome: "approved" | "rejected";
}

export interface Column {
  key: string;
  name: string;
  when: Condition | null;
  nodes: Node[];
}

export interface Branch {
  type: "branch";
  key: string;
  name: string;
  columns: Column[];
}

export type Node = Approve | Copy | End | Branch;

export interface Flow {
  nodes: Node[];
  repeat?: (typeof REPEATS)[number];
  withdraw?: (typeof WITHDRAWALS)[number];
}

export interface Finding {
  level: "error" | "warning";
  node: string;
  code: string;
  message: string;
}

/** What the server tells of one flow. */
export interface FlowPageData {
  subject: string;
  label: string;
  entity: string;
  is_document: boolean;
  draft: Flow;
  version: number;
  is_active: boolean;
  published: { number: number; at: string; note: string } | null;
  changed: boolean;
  fields: FieldMeta[];
  hideable: { name: string; label: string }[];
  findings: Finding[];
  roles: Ref[];
  positions: Ref[];
  people: Ref[];
}

export function* every(nodes: Node[]): Generator<Node> {
  for (const node of nodes) {
    yield node;
    if (node.type === "branch") for (const column of node.columns) yield* every(column.nodes);
  }
}

/** A key that nothing in the flow has yet. */
export function newKey(flow: Flow, prefix: string): string {
  const taken = new Set<string>();
  for (const node of every(flow.nodes)) {
    taken.add(node.key);
    if (node.type === "branch") for (const column of node.columns) taken.add(column.key);
  }
  let number = 1;
  while (taken.has(`${prefix}${number}`)) number += 1;
  return `${prefix}${number}`;
}

/** Every row of nodes passed through `change`; a row is known by its column's key, the outermost by "". */
function mapRows(nodes: Node[], change: (row: Node[], key: string) => Node[], key = ""): Node[] {
  const inner = nodes.map((node) =>
    node.type === "branch"
      ? {
          ...node,
          columns: node.columns.map((column) => ({ ...column, nodes: mapRows(column.nodes, change, column.key) })),
        }
      : node,
  );
  return change(inner, key);
}

/** A new node in a row, before the one at `at`. */
export const insert = (flow: Flow, row: string, at: number, node: Node): Flow => ({
  ...flow,
  nodes: mapRows(flow.nodes, (nodes, key) => (key === row ? [...nodes.slice(0, at), node, ...nodes.slice(at)] : nodes)),
});

export const replace = (flow: Flow, node: Node): Flow => ({
  ...flow,
  nodes: mapRows(flow.nodes, (nodes) => nodes.map((one) => (one.key === node.key ? node : one))),
});

export const remove = (flow: Flow, key: string): Flow => ({
  ...flow,
  nodes: mapRows(flow.nodes, (nodes) => nodes.filter((one) => one.key !== key)),
});

/** A node one place up or down in its row. */
export const move = (flow: Flow, key: string, by: -1 | 1): Flow => ({
  ...flow,
  nodes: mapRows(flow.nodes, (nodes) => {
    const at = nodes.findIndex((one) => one.key === key);
    const to = at + by;
    if (at < 0 || to < 0 || to >= nodes.length) return nodes;
    return moved(nodes, at, by);
  }),
});

export const findNode = (flow: Flow, key: string): Node | undefined =>
  [...every(flow.nodes)].find((node) => node.key === key);

/** The branch that a column belongs to. */
export const branchOf = (flow: Flow, column: string): Branch | undefined =>
  [...every(flow.nodes)].find(
    (node): node is Branch => node.type === "branch" && node.columns.some((one) => one.key === column),
  );

/** A further way of a branch, before the one for everything else. */
export function addColumn(flow: Flow, branch: Branch, name: string): Flow {
  const column: Column = { key: newKey(flow, "way"), name, when: { and: [] }, nodes: [] };
  const rest = branch.columns.findIndex((one) => one.when === null);
  const at = rest < 0 ? branch.columns.length : rest;
  return replace(flow, { ...branch, columns: [...branch.columns.slice(0, at), column, ...branch.columns.slice(at)] });
}

export const changeColumn = (flow: Flow, branch: Branch, column: Column): Flow =>
  replace(flow, { ...branch, columns: branch.columns.map((one) => (one.key === column.key ? column : one)) });

/** A way less; with the last but one the branch itself goes, and what the other way holds stays in its place. */
export function removeColumn(flow: Flow, branch: Branch, key: string): Flow {
  const left = branch.columns.filter((one) => one.key !== key);
  if (left.length >= 2) return replace(flow, { ...branch, columns: left });
  const kept = left[0]?.nodes ?? [];
  return {
    ...flow,
    nodes: mapRows(flow.nodes, (nodes) => nodes.flatMap((one) => (one.key === branch.key ? kept : [one]))),
  };
}

/** A node as it begins; the drawer fills in the rest. */
export function fresh(flow: Flow, type: Node["type"], words: { name: string; rest: string; way: string }): Node {
  if (type === "approve") return { type, key: newKey(flow, "step"), name: words.name, who: [], mode: "any" };
  if (type === "cc") return { type, key: newKey(flow, "copy"), name: words.name, who: [] };
  if (type === "end") return { type, key: newKey(flow, "end"), name: words.name, outcome: "rejected" };
  const key = newKey(flow, "branch");
  return {
    type,
    key,
    name: words.name,
    columns: [
      { key: newKey(flow, "way"), name: words.way, when: { and: [] }, nodes: [] },
      { key: newKey(flow, "rest"), name: words.rest, when: null, nodes: [] },
    ],
  };
}
