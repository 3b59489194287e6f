/** What is chosen in the wizard, and the plan that follows from it. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Condition, Ref } from "@/api/types";
import { toast } from "@/ui/toast";
import { type Hand, type Handover, type Holdings, holdingsQuery, type Plan, type Rule } from "./data";

export type Mode = "people" | "department" | "filter" | "rows";

export interface Successor {
  key: number;
  person: Ref | null;
  condition: Condition | null;
}

export interface Choice {
  mode: Mode;
  people: Ref[];
  department: Ref | null;
  /** What conditions speak of. */
  entity: string;
  filter: Condition | null;
  rows: number[];
  /** Kinds of records that are left out. */
  without: string[];
  successors: Successor[];
  rule: Rule;
  pool: Ref | null;
  follow: boolean;
  duties: Record<string, Ref>;
  disable: boolean;
  reason: string;
  hand: Hand[];
}

export interface Wizard {
  choice: Choice;
  set: (change: Partial<Choice>) => void;
  holdings: ReturnType<typeof useQuery<Holdings>>;
  plan: Plan | null;
  draft: Handover | null;
  outdated: boolean;
  busy: boolean;
  problem: string;
  preview: (hand?: Hand[]) => Promise<void>;
  run: () => Promise<number | null>;
}

/** The condition of the address; what is none is left out, and the server looks at every one. */
function conditionOf(text: string | null): Condition | null {
  try {
    const found: unknown = JSON.parse(text ?? "null");
    return typeof found === "object" && found !== null && !Array.isArray(found) ? (found as Condition) : null;
  } catch {
    return null;
  }
}

export function startOf(search: URLSearchParams): Choice {
  const ids = (search.get("ids") ?? "").split(".").map(Number).filter(Number.isInteger);
  const rows = ids.filter((id) => id > 0);
  const filter = conditionOf(search.get("filter"));
  return {
    mode: rows.length > 0 ? "rows" : filter ? "filter" : "people",
    people: [],
    department: null,
    entity: ((rows.length > 0 || filter) && search.get("entity")) || "customer",
    filter,
    rows,
    without: [],
    successors: [{ key: 1, person: null, condition: null }],
    rule: "equal",
    pool: null,
    follow: true,
    duties: {},
    disable: false,
    reason: "",
    hand: [],
  };
}

/** The plan, or null while something that it cannot do without is missing. */
export function planOf(choice: Choice, holdings: Holdings | undefined): Plan | null {
  const { mode } = choice;
  const filter: Condition | null =
    mode === "rows" ? { field: "id", op: "in", value: choice.rows } : mode === "filter" ? choice.filter : null;
  if (mode === "people" && choice.people.length === 0) return null;
  if (mode === "department" && !choice.department) return null;
  if ((mode === "filter" || mode === "rows") && !filter) return null;
  const chosen = choice.successors.flatMap(({ person, condition }) => (person ? [{ person, condition }] : []));
  const duties = Object.fromEntries(Object.entries(choice.duties).map(([key, person]) => [key, person.id]));
  if (chosen.length === 0 && choice.rule !== "pool" && Object.keys(duties).length === 0) return null;
  if (choice.rule === "pool" && !choice.pool) return null;
  const kinds = holdings?.entities.map((part) => part.key) ?? [];
  return {
    ...(mode === "people" && { people: choice.people.map((person) => person.id) }),
    ...(mode === "department" && choice.department && { department: choice.department.id }),
    ...(filter && { filters: { [choice.entity]: filter } }),
    ...(choice.without.length > 0 && !filter && { entities: kinds.filter((key) => !choice.without.includes(key)) }),
    successors: chosen.map(({ person, condition }) => ({
      user: person.id,
      ...(condition && { conditions: { [choice.entity]: condition } }),
    })),
    rule: chosen.length === 0 && choice.rule !== "pool" ? "stay" : choice.rule,
    ...(choice.rule === "pool" && choice.pool && { pool: choice.pool.id }),
    hand: choice.hand.filter((line) => line.to === null || chosen.some(({ person }) => person.id === line.to)),
    follow: choice.follow,
    ...(!filter && { duties, disable: choice.disable }),
    reason: choice.reason.trim(),
  };
}

export function useWizard(start: () => Choice): Wizard {
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice>(start);
  const [draft, setDraft] = useState<Handover | null>(null);
  const [planned, setPlanned] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const people = choice.mode === "people" ? choice.people.map((person) => person.id) : [];
  const department = choice.mode === "department" ? choice.department?.id : undefined;
  const holdings = useQuery(holdingsQuery(people, department));
  const plan = planOf(choice, holdings.data);

  const guarded = async <T>(work: () => Promise<T>): Promise<T | null> => {
    setBusy(true);
    setProblem("");
    try {
      return await work();
    } catch (error) {
      setProblem(messageOf(error));
      toast(messageOf(error), { kind: "bad" });
      return null;
    } finally {
      setBusy(false);
    }
  };
  return {
    choice,
    set: (change) => setChoice((before) => ({ ...before, ...change })),
    holdings,
    plan,
    draft,
    outdated: draft !== null && JSON.stringify(plan) !== planned,
    busy,
    problem,
    preview: async (hand) => {
      const next = hand ? planOf({ ...choice, hand }, holdings.data) : plan;
      if (!next) return;
      const answer = await guarded(() => post<Handover>("handover", next));
      if (!answer) {
        setDraft(null);
        return;
      }
      if (hand) setChoice((before) => ({ ...before, hand }));
      setDraft(answer);
      setPlanned(JSON.stringify(next));
    },
    run: async () => {
      if (!draft) return null;
      const started = await guarded(() => post<{ job: number }>(`handover/${draft.id}/run`));
      if (!started) return null;
      await Promise.all([
        client.invalidateQueries({ queryKey: ["handover"] }),
        client.invalidateQueries({ queryKey: ["jobs"] }),
      ]);
      return draft.id;
    },
  };
}
