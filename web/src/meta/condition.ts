/** The filter a person builds, and the condition JSON that the server reads. */
import type { Condition, Leaf } from "@/api/types";

export interface FilterGroup {
  join: "and" | "or";
  negate?: boolean;
  items: FilterNode[];
}
export type FilterNode = Leaf | FilterGroup;

export const isGroup = (node: FilterNode): node is FilterGroup => "items" in node;
export const emptyGroup = (join: "and" | "or" = "and"): FilterGroup => ({ join, items: [] });

/** Operators that need no value. */
export const UNARY = new Set(["empty", "not_empty"]);
/** Operators whose value is a list. */
export const MANY = new Set(["in", "not_in", "has_any", "has_all"]);

function leafReady(leaf: Leaf): boolean {
  if (!leaf.field || !leaf.op) return false;
  if (UNARY.has(leaf.op)) return true;
  if (leaf.value === undefined || leaf.value === null || leaf.value === "") return false;
  if (!Array.isArray(leaf.value)) return true;
  return leaf.op === "between"
    ? leaf.value.length === 2 && leaf.value.every((part) => part !== null && part !== "")
    : leaf.value.length > 0;
}

function nodeToCondition(node: FilterNode): Condition | null {
  if (!isGroup(node)) {
    if (!leafReady(node)) return null;
    return UNARY.has(node.op)
      ? { field: node.field, op: node.op }
      : { field: node.field, op: node.op, value: node.value };
  }
  const parts = node.items.map(nodeToCondition).filter((part): part is Condition => part !== null);
  if (parts.length === 0) return null;
  const only = parts.length === 1 ? parts[0] : undefined;
  const joined: Condition = only ?? (node.join === "and" ? { and: parts } : { or: parts });
  return node.negate ? { not: joined } : joined;
}

/** Unfinished rows are left out; nothing finished means no condition. */
export const toCondition = (group: FilterGroup): Condition | null => nodeToCondition(group);

function nodeOf(condition: Condition): FilterNode {
  if ("and" in condition) return { join: "and", items: condition.and.map(nodeOf) };
  if ("or" in condition) return { join: "or", items: condition.or.map(nodeOf) };
  if ("not" in condition) {
    const inner = nodeOf(condition.not);
    return isGroup(inner) ? { ...inner, negate: true } : { join: "and", negate: true, items: [inner] };
  }
  return condition;
}

export function fromCondition(condition: Condition | null | undefined): FilterGroup {
  if (!condition) return emptyGroup();
  const node = nodeOf(condition);
  return isGroup(node) ? node : { join: "and", items: [node] };
}

/** All of these at once; nothings drop out. */
export function allOf(...conditions: (Condition | null | undefined)[]): Condition | null {
  const parts = conditions.filter((part): part is Condition => Boolean(part));
  if (parts.length === 0) return null;
  if (parts.length === 1) return parts[0] ?? null;
  return { and: parts.flatMap((part) => ("and" in part ? part.and : [part])) };
}

/** The parts of a condition that can each be taken away on their own. */
export function partsOf(condition: Condition | null | undefined): Condition[] {
  if (!condition) return [];
  return "and" in condition ? condition.and : [condition];
}

export const fromParts = (parts: Condition[]): Condition | null => allOf(...parts);

const isPinned = (part: Condition, field: string, op: string): part is Leaf =>
  "field" in part && part.field === field && part.op === op;

/** The value of a pinned filter (such as `field in [...]`) inside a condition. */
export function pinnedValue(condition: Condition | null | undefined, field: string, op: string): unknown {
  return partsOf(condition).find((part): part is Leaf => isPinned(part, field, op))?.value;
}

/** The same condition with the pinned filter of one field replaced; an empty value removes it. */
export function withPinned(
  condition: Condition | null | undefined,
  field: string,
  op: string,
  value: unknown,
): Condition | null {
  const rest = partsOf(condition).filter((part) => !isPinned(part, field, op));
  const isEmpty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return fromParts(isEmpty ? rest : [...rest, { field, op, value }]);
}

/** Whether a field is to be shown (`visible_if`), judged on the values in the form. Tokens and dates never hide. */
export function holds(condition: Condition | null | undefined, values: Record<string, unknown>): boolean {
  if (!condition) return true;
  if ("and" in condition) return condition.and.every((part) => holds(part, values));
  if ("or" in condition) return condition.or.some((part) => holds(part, values));
  if ("not" in condition) return !holds(condition.not, values);
  const raw = values[condition.field];
  const value = typeof raw === "object" && raw !== null && "id" in raw ? raw.id : raw;
  const isEmpty = value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
  const listed = (list: unknown): boolean => Array.isArray(list) && list.includes(value);
  const having = (test: "some" | "every"): boolean =>
    Array.isArray(condition.value) && Array.isArray(value) && condition.value[test]((item) => value.includes(item));
  switch (condition.op) {
    case "eq":
      return value === condition.value;
    case "ne":
      return value !== condition.value;
    case "in":
      return listed(condition.value);
    case "not_in":
      return !listed(condition.value);
    case "empty":
      return isEmpty;
    case "not_empty":
      return !isEmpty;
    case "has_any":
      return having("some");
    case "has_all":
      return having("every");
    default:
      return true;
  }
}

/** The fields that a condition speaks of. */
export function namesIn(condition: Condition): string[] {
  if ("and" in condition) return condition.and.flatMap(namesIn);
  if ("or" in condition) return condition.or.flatMap(namesIn);
  return "not" in condition ? namesIn(condition.not) : [condition.field];
}
