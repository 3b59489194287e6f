/** Two versions of a quote, line by line. Nothing here draws. */
import type { DocumentLine } from "./data";

export interface Pair {
  key: string;
  name: string;
  left: DocumentLine | null;
  right: DocumentLine | null;
  changed: boolean;
}

const SHOWN = ["quantity", "unit_price", "discount_rate"] as const;

const keyOf = (line: DocumentLine): string => (line.product ? `p${line.product.id}` : `n${line.name ?? ""}`);
const figure = (value: unknown): number => Number(value ?? 0);

/** Lines of the same product (or name, where there is no product) beside each other, in the order of the newer version;
 * what it has no more comes last. The second line of a product meets the second. */
export function pairs(left: readonly DocumentLine[], right: readonly DocumentLine[]): Pair[] {
  const rest = [...left];
  const found = right.map((line, at): Pair => {
    const place = rest.findIndex((other) => keyOf(other) === keyOf(line));
    const [old] = place < 0 ? [] : rest.splice(place, 1);
    return {
      key: `r${at}`,
      name: line.name ?? "",
      left: old ?? null,
      right: line,
      changed: !old || SHOWN.some((name) => figure(old[name]) !== figure(line[name])),
    };
  });
  return [
    ...found,
    ...rest.map((line, at): Pair => ({ key: `l${at}`, name: line.name ?? "", left: line, right: null, changed: true })),
  ];
}
