/** What `GET manager/activity` answers, and the rows that the page makes of it. */
import type { Condition } from "@/api/types";

export type Unit = "day" | "week" | "month" | "quarter" | "year";
export const UNITS: Unit[] = ["day", "week", "month", "quarter", "year"];
export type Metric = "calls" | "visits" | "follow_ups" | "effective" | "new_customers" | "tasks" | "journals";

export interface Figures {
  values: (number | null)[];
  previous: (number | null)[];
}

export interface Member extends Figures {
  id: number;
  title: string;
  department: number | null;
  left: boolean;
}

export interface Dept extends Figures {
  id: number;
  title: string;
  parent: number | null;
  people: number;
}

export interface Drill {
  entity: string;
  person: string;
  dept: string;
  filter: { and: Condition[] };
}

export interface Activity {
  period: { unit: Unit; from: string; to: string };
  previous: { from: string; to: string };
  metrics: Metric[];
  people: Member[];
  departments: Dept[];
  total: Figures;
  course: { on: string; values: (number | null)[] }[];
  drill: Record<Metric, Drill>;
  limited: boolean;
}

export interface Row extends Figures {
  key: string;
  id: number;
  title: string;
  kind: "dept" | "person";
  depth: number;
  people: number;
  left: boolean;
  open: boolean;
}

const byValue = (at: number) => (a: Figures, b: Figures) => (b.values[at] ?? -1) - (a.values[at] ?? -1);

/** The tree as rows from the top: departments, their people, each level ordered by a metric. */
export function treeRows(data: Activity, sort: number, closed: ReadonlySet<number>): Row[] {
  const lived = new Set(data.people.map((person) => person.department));
  const known = new Set(data.departments.map((dept) => dept.id));
  const below = (id: number): Dept[] => data.departments.filter((dept) => dept.parent === id);
  const rows: Row[] = [];
  const enter = (dept: Dept, depth: number): void => {
    const open = !closed.has(dept.id);
    rows.push({ ...dept, key: `d${dept.id}`, kind: "dept", depth, left: false, open });
    if (!open) return;
    for (const member of data.people.filter((person) => person.department === dept.id).sort(byValue(sort)))
      rows.push({ ...member, key: `p${member.id}`, kind: "person", depth: depth + 1, people: 1, open: false });
    for (const lower of below(dept.id).sort(byValue(sort))) enter(lower, depth + 1);
  };
  for (let top of data.departments.filter((dept) => dept.parent === null || !known.has(dept.parent))) {
    // Nobody needs to open the company to reach the one department below it.
    for (let next = below(top.id); next.length === 1 && !lived.has(top.id); next = below(top.id)) top = next[0] as Dept;
    enter(top, 0);
  }
  return rows;
}

export function personRows(data: Activity, sort: number): Row[] {
  return [...data.people]
    .sort(byValue(sort))
    .map((member) => ({ ...member, key: `p${member.id}`, kind: "person", depth: 0, people: 1, open: false }));
}

/** The list of the rows behind one number. */
export function drillFilter(drill: Drill, row: Row): Condition {
  const whose: Condition =
    row.kind === "person"
      ? { field: drill.person, op: "eq", value: row.id }
      : { field: drill.dept, op: "under", value: row.id };
  return { and: [...drill.filter.and, whose] };
}

/** A day of the period before or after. */
export function stepped(from: string, to: string, step: 1 | -1): string {
  const day = new Date(`${step > 0 ? to : from}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + step);
  return day.toISOString().slice(0, 10);
}
