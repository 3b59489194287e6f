/** What can be made from a document, and what the server tells of documents. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { Condition, Money, Rec, Ref } from "@/api/types";
import type { MessageKey } from "@/i18n";
import type { IconName } from "@/ui/Icon";

export interface Way {
  to: string;
  mode?: "revision" | "renewal";
  label: MessageKey;
  icon: IconName;
  /** When it is offered; the server has the last word. */
  when: Condition | null;
}

const is = (field: string, ...value: string[]): Condition => ({ field, op: "in", value });
const approved = (...states: string[]): Condition => ({
  and: [is("approval_state", "approved"), is("state", ...states)],
});

/** Entity → what is made from it; the first that is offered is the next step. */
export const WAYS: Readonly<Record<string, readonly Way[]>> = {
  opportunity: [
    { to: "quote", label: "trade.newQuote", icon: "file", when: is("state", "open", "won") },
    { to: "contract", label: "trade.newContract", icon: "book", when: is("state", "open", "won") },
    { to: "order", label: "trade.newOrder", icon: "task", when: is("state", "open", "won") },
  ],
  quote: [
    { to: "contract", label: "trade.toContract", icon: "book", when: approved("sent", "accepted") },
    { to: "order", label: "trade.toOrder", icon: "task", when: approved("sent", "accepted") },
    {
      to: "quote",
      mode: "revision",
      label: "trade.newVersion",
      icon: "edit",
      when: approved("draft", "sent", "accepted", "declined", "expired"),
    },
    { to: "quote", label: "trade.copy", icon: "copy", when: null },
  ],
  contract: [
    { to: "order", label: "trade.toOrder", icon: "task", when: approved("signed", "running") },
    { to: "contract_change", label: "trade.change", icon: "swap", when: approved("draft", "signed", "running") },
    { to: "contract", mode: "renewal", label: "trade.renew", icon: "refresh", when: is("approval_state", "approved") },
  ],
  order: [
    { to: "delivery", label: "trade.deliver", icon: "send", when: approved("open", "part") },
    { to: "return_order", label: "trade.takeBack", icon: "left", when: approved("part", "delivered") },
  ],
};

export interface Made {
  entity: string;
  id: number;
}

export const makeFrom = (entity: string, id: number, way: Way): Promise<Made> =>
  post<Made>("trade/make", { entity, id, target: way.to, mode: way.mode ?? "" });

/** A line of a document as its record holds it. */
export interface DocumentLine extends Rec {
  product?: Ref | null;
  name?: string;
  spec?: string;
  unit?: Ref | null;
  quantity?: string;
  unit_price?: string | null;
  discount_rate?: string | null;
  amount?: Money | null;
  delivered?: string;
  returned?: string;
  ordered?: string;
}

export const linesOf = (record: Rec): DocumentLine[] =>
  Array.isArray(record.lines) ? (record.lines as DocumentLine[]) : [];

export interface Earlier {
  quote: Ref;
  customer: Ref | null;
  same_customer: boolean;
  day: string;
  state: string;
  quantity: string;
  price: Money;
  discount_rate: string | null;
}

export const similarQuery = (quote: number, version: number) =>
  queryOptions({
    queryKey: ["records", "quote", "similar", quote, version],
    queryFn: async ({ signal }) =>
      (await get<{ items: { product: Ref; items: Earlier[] }[] }>("trade/similar", { quote }, signal)).items,
    staleTime: 60_000,
  });

export const versionsQuery = (quote: number) =>
  queryOptions({
    queryKey: ["records", "quote", "versions", quote],
    queryFn: async ({ signal }) => (await get<{ items: number[] }>("trade/versions", { quote }, signal)).items,
  });

export interface Called {
  count: number;
  amount: string;
  delivered: string;
}

/** What approved orders have called for under a contract, in the contract's own currency. */
export const calledQuery = (contract: number, currency: string) =>
  queryOptions({
    queryKey: ["records", "order", "called", contract],
    queryFn: async (): Promise<Called> => {
      const told = await post<{ rows: { values: unknown[] }[] }>("order/aggregate", {
        group_by: ["currency"],
        measures: [{ fn: "count" }, { fn: "sum", field: "amount" }, { fn: "sum", field: "delivered_amount" }],
        filter: {
          and: [
            { field: "contract", op: "eq", value: contract },
            { field: "approval_state", op: "eq", value: "approved" },
            { field: "currency", op: "eq", value: currency },
          ],
        },
      });
      const [count, amount, delivered] = told.rows[0]?.values ?? [0, null, null];
      return { count: Number(count), amount: sumOf(amount), delivered: sumOf(delivered) };
    },
  });

const sumOf = (value: unknown): string => {
  if (value && typeof value === "object" && "amount" in value) return String(value.amount);
  return value === null || value === undefined ? "0" : String(value);
};

/** A number without zeros that say nothing: 12.5000 → 12.5. */
export const plain = (value: string | null | undefined): string =>
  !value ? "0" : value.includes(".") ? value.replace(/\.?0+$/, "") : value;
