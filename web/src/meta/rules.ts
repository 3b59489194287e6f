import { useState } from "react";
import { messageOf } from "@/api/problem";
import { toast } from "@/ui/toast";

/** What a page is doing now, by name (`""`: nothing). `run` tells of a failure in a toast and ends the waiting either way. */
export function useWork(): { busy: string; run: (name: string, work: () => Promise<void>) => Promise<void> } {
  const [busy, setBusy] = useState("");
  const run = async (name: string, work: () => Promise<void>): Promise<void> => {
    setBusy(name);
    try {
      await work();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    setBusy("");
  };
  return { busy, run };
}

/** The same row, `by` places further down (less than 0: up). */
export function moved<T>(rows: readonly T[], at: number, by: number): T[] {
  const next = [...rows];
  const [taken] = next.splice(at, 1);
  if (taken !== undefined) next.splice(at + by, 0, taken);
  return next;
}

/** Rules in their order as they are edited, and what a simulation told of them: any change makes that old. */
export function useRules<Rule, Told>(first: Rule[]) {
  const [rules, setRules] = useState(first);
  const [told, setTold] = useState<Told | null>(null);
  const change = (next: Rule[]): void => {
    setRules(next);
    setTold(null);
  };
  const move = (at: number, by: number): void => change(moved(rules, at, by));
  return { rules, told, setTold, change, move };
}
