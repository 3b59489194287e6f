/** What can be made from a document, and what the server tells of documents. */
import { queryOptions } from "@tanstack/react-query";
import { get, post } from "@/api/client";
import type { Condition, Money, Rec, Ref } from "@/api/types";
import type { MessageKey } from "@/i18n";
import { holds } from "@/meta/condition";
import type { IconName } from "@/ui/Icon";

export interface Way {
  to: string;
  mode?: "revision" | "renewal";
  label: MessageKey;
  icon: IconName;
  /** When it is offered; the server has the last word. */
  when: Condition | null;
  /** When it is what usually comes next: the button that stands out. */
  next?: Condition;
  /** What a line has and what of it is done: offered while something is left. */
  left?: readonly ["quantity", "ordered" | "delivered"];
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
    {
      to: "contract",
      label: "trade.toContract",
      icon: "book",
      when: approved("sent", "accepted"),
      next: approved("accepted"),
    },
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
    {
      to: "order",
      label: "trade.toOrder",
      icon: "task",
      when: approved("signed", "running"),
      next: approved("signed", "running"),
      left: ["quantity", "ordered"],
    },
    { to: "contract_change", label: "trade.change", icon: "swap", when: approved("draft", "signed", "running") },
    { to: "contract", mode: "renewal", label: "trade.renew", icon: "refresh", when: is("approval_state", "approved") },
  ],
  order: [
    {
      to: "delivery",
      label: "trade.deliver",
      icon: "send",
      when: approved("open", "part"),
      next: approved("open", "part"),
      left: ["quantity", "delivered"],
    },
    { to: "return_order", label: "trade.takeBack", icon: "left", when: approved("part", "delivered", "settled") },
  ],
};

/** How many documents were made of an opportunity, as far as the reader sees. */
export const madeOfQuery = (opportunity: number, entities: readonly string[]) =>
  queryOptions({
    queryKey: ["records", "opportunity", "made", opportunity, ...entities],
    queryFn: async ({ signal }): Promise<number> => {
      const filter = {
        and: [
          { field: "opportunity", op: "eq", value: opportunity },
          { not: { field: "approval_state", op: "eq", value: "cancelled" } },
        ],
      };
      const told = await Promise.all(
        entities.map((entity) => post<{ count: number }>(`${entity}/count`, { filter }, { signal })),
      );
      return told.reduce((sum, { count }) => sum + count, 0);
    },
  });

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

/** The ways that are offered on a record, what usually comes next first. */
export function waysOf(entity: string, record: Rec): (Way & { isNext: boolean })[] {
  const lines = linesOf(record);
  const open = ({ left }: Way): boolean =>
    !left ||
    record.kind === "framework" ||
    lines.length === 0 ||
    lines.some((line) => more(line[left[0]], line[left[1]]));
  return (WAYS[entity] ?? [])
    .filter((way) => holds(way.when, record) && open(way))
    .map((way) => ({ ...way, isNext: way.next !== undefined && holds(way.next, record) }))
    .sort((a, b) => Number(b.isNext) - Number(a.isNext));
}

const more = (whole: string | undefined, done: string | undefined): boolean => Number(whole ?? 0) > Number(done ?? 0);

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

/** A number without zeros that say nothing: 12.5000 → 12.5. */
export const plain = (value: string | null | undefined): string =>
  !value ? "0" : value.includes(".") ? value.replace(/\.?0+$/, "") : value;
