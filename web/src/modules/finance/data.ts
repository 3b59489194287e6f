/** What the server tells about money, and what a change of it makes stale. */
import type { QueryClient } from "@tanstack/react-query";
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Condition, Money, Rec } from "@/api/types";
import { forget } from "@/records/data";

export interface OpenItem {
  kind: "plan" | "contract" | "order";
  id: number;
  title: string;
  about: string;
  planned_on: string | null;
  overdue: boolean;
  amount: string;
  left: string;
}

export interface OpenItems {
  currency: string;
  /** Null for those who do not read receipts. */
  prepaid: string | null;
  items: OpenItem[];
}

export const openItemsQuery = (customer: number, currency: string) =>
  queryOptions({
    queryKey: ["records", "receipt_plan", "open", customer, currency],
    queryFn: ({ signal }) => get<OpenItems>("finance/open", { customer, currency }, signal),
  });

export const moneyOf = (value: unknown): Money | null => (value as Money | null | undefined) ?? null;
export const refOf = (value: unknown): { id: number; title: string } | null =>
  (value as { id: number; title: string } | null | undefined) ?? null;

/** Money was booked, planned or given back: everything that shows amounts is asked again. */
export async function moneyMoved(client: QueryClient): Promise<void> {
  const touched = ["receipt", "receipt_plan", "refund", "write_off", "invoice", "contract", "order", "customer"];
  await Promise.all(touched.map((entity) => forget(client, entity)));
  await client.invalidateQueries({ queryKey: ["record"] });
}

const OPEN_STATES: Condition = { field: "state", op: "in", value: ["due", "part", "overdue"] };

/** The list of open plans that a number stands for. */
export const openPlans = (...more: Condition[]): Condition => ({ and: [OPEN_STATES, ...more] });

export const today = (): string => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());

/** A day so many days before another one. */
export function before(day: string, days: number): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() - days);
  return moment.toISOString().slice(0, 10);
}

export type { Rec };
