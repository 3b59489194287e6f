/** Prices, policies and configurations as the server tells them. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { FieldMeta, Page, Rec, Ref } from "@/api/types";
import { USER_FIELD } from "@/records/userField";
import { formatMoney } from "@/ui/format";

export type PolicyKind = "fixed" | "discount" | "amount_off" | "tier_price" | "tier_discount";
export const KINDS: PolicyKind[] = ["discount", "fixed", "amount_off", "tier_discount", "tier_price"];
export const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP"];

export interface Policy extends Rec {
  name: string;
  kind: PolicyKind;
  promotion: boolean;
  product: Ref | null;
  category: Ref | null;
  currency: string | null;
  min_quantity: string | null;
  min_amount: string | null;
  price: string | null;
  discount: string | null;
  amount_off: string | null;
  tier_by: "quantity" | "amount";
  tiers: string | null;
  customer: Ref | null;
  group: Ref | null;
  level: string | null;
  region: string | null;
  valid_from: string | null;
  valid_until: string | null;
  priority: number;
  active: boolean;
}

export interface PriceStep {
  kind: "base" | "options" | "policy" | "promotion" | "floor" | "authority";
  outcome: "applied" | "lost" | "not_met" | "note";
  code: string;
  name: string;
  id: number | null;
  price: string | null;
  text: string;
}

export interface PriceAnswer {
  product: number;
  quantity: string;
  unit_price: string | null;
  list_price: string | null;
  floor: string | null;
  tax_rate: string;
  tax_included: boolean;
  needs_approval: boolean;
  reasons: string[];
  problems: string[];
  last_paid: { unit_price: string; day: string; entity: string; id: number; number: string } | null;
  steps: PriceStep[];
}

export interface Prices {
  day: string;
  currency: string;
  lines: PriceAnswer[];
}

export interface Choice {
  key: string;
  label: string;
  price: string;
}
export interface Option {
  key: string;
  label: string;
  required: boolean;
  many: boolean;
  choices: Choice[];
}
export interface Part {
  key: string;
  product: Ref | null;
  quantity: string;
  least: string;
  most: string;
}
export interface Leaf {
  field: string;
  op: string;
  value?: unknown;
}
export interface Rule {
  kind: "requires" | "excludes" | "quantity";
  if: Leaf | Record<string, unknown> | null;
  with?: Leaf | Record<string, unknown> | null;
  of?: string;
  min?: string | null;
  max?: string | null;
  message: string;
}
export interface Configuration {
  version: number;
  options: Option[];
  parts: Part[];
  rules: Rule[];
  can_change: boolean;
}
export type Chosen = Record<string, string | string[]>;
export interface Verdict {
  ok: boolean;
  reasons: { path: string; code: string; text: string }[];
  price_change: string;
  parts: { product: number; quantity: string }[];
  chosen: Chosen;
  summary: string;
  blocked: Record<string, Record<string, string>>;
}

export const MAX_SHOWN = 200;
const ASKED = [
  ...[
    "name",
    "kind",
    "promotion",
    "product",
    "category",
    "currency",
    "min_quantity",
    "min_amount",
    "price",
    "discount",
  ],
  ...["amount_off", "tier_by", "tiers", "customer", "group", "level", "region", "valid_from", "valid_until"],
  ...["priority", "active"],
];

export const policiesQuery = queryOptions({
  queryKey: ["records", "price_policy", "order"],
  queryFn: async ({ signal }) =>
    (await get<Page>("price_policy", { sort: "priority", limit: MAX_SHOWN, fields: ASKED.join(",") }, signal))
      .items as Policy[],
});

export const configurationQuery = (product: number) =>
  queryOptions({
    queryKey: ["configuration", product],
    queryFn: ({ signal }) => get<Configuration>(`product/${product}/configuration`, {}, signal),
  });

/** A stand-alone field, for the inputs of its type outside any entity. */
export const looseField = (type: string, link?: string): FieldMeta => ({
  ...USER_FIELD,
  name: link ?? type,
  type,
  link,
});

/** What an option adds to the price or takes off it: `+¥500.00`. Options are priced in the currency of the company. */
export const extra = (price: string): string => {
  const text = formatMoney(plain(price), "CNY");
  return text.startsWith("-") ? text : `+${text}`;
};

/** A number without zeros that say nothing: 12.500000 → 12.5. */
export const plain = (value: string): string => (value.includes(".") ? value.replace(/\.?0+$/, "") : value);
