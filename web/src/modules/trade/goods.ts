/** Products on the lines of a document: what they are called and what they cost this customer. */
import { get, post } from "@/api/client";
import type { Page, Rec, Ref } from "@/api/types";
import type { PriceAnswer, Prices } from "@/modules/catalog/data";

type Values = Readonly<Record<string, unknown>>;
export interface Wanted {
  product: Ref;
  quantity: string;
  unit?: Ref | null;
  choices?: unknown;
  unit_price?: string | null;
}

const idOf = (value: unknown): number | null =>
  value && typeof value === "object" && "id" in value ? Number(value.id) : null;

/** What the price books say, line by line; `document` are the values of the head. */
export async function pricesOf(document: Values, lines: readonly Wanted[]): Promise<Prices> {
  return post<Prices>("price", {
    customer: idOf(document.customer),
    currency: typeof document.currency === "string" && document.currency ? document.currency : "CNY",
    // A document whose prices are without tax gets them without tax.
    ...(typeof document.tax_included === "boolean" && { tax_included: document.tax_included }),
    lines: lines.map((line) => ({
      product: line.product.id,
      quantity: line.quantity || "1",
      unit: line.unit?.id ?? null,
      ...(line.choices ? { choices: line.choices } : {}),
      ...(line.unit_price ? { unit_price: line.unit_price } : {}),
    })),
  });
}

const FIELDS = ["name", "spec", "unit", "tax_rate"];

export async function productsOf(ids: readonly number[]): Promise<Map<number, Rec>> {
  const page = await post<Page>("product/search", {
    filter: { field: "id", op: "in", value: [...new Set(ids)] },
    fields: FIELDS,
    limit: 200,
  });
  return new Map(page.items.map((product) => [product.id, product]));
}

export const findProducts = (q: string, signal?: AbortSignal): Promise<Page> =>
  get<Page>(
    "product",
    {
      q,
      limit: 30,
      fields: "name,code,spec,unit,list_price",
      filter: '{"field":"status","op":"eq","value":"on_sale"}',
    },
    signal,
  );

/** Values of a line, in read form. */
export const filled = (wanted: Wanted, product: Rec | undefined, price: PriceAnswer | undefined): Values => ({
  product: wanted.product,
  quantity: wanted.quantity,
  name: product?.name ?? wanted.product.title,
  ...(product?.spec ? { spec: product.spec } : {}),
  ...(product?.unit ? { unit: product.unit } : {}),
  ...(price?.tax_rate || product?.tax_rate ? { tax_rate: price?.tax_rate ?? product?.tax_rate } : {}),
  ...(price?.unit_price ? { unit_price: price.unit_price } : {}),
});
