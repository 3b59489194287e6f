/** Beside the lines of a document: pick products, let them cost what the price books say, and see why. A product that
 * is put into an empty line brings its name, unit and price along. */
import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, useEffect, useRef } from "react";
import { messageOf } from "@/api/problem";
import type { Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { filled, pricesOf, productsOf, type Wanted } from "./goods";

const PickDialog = lazy(() => import("./PickDialog"));
const PriceDialog = lazy(() => import("./PriceDialog"));

type Props = SlotProps["lineActions"];
type Line = Props["lines"][number];

const productOf = (line: Line): Ref | null => (line.values.product as Ref | null | undefined) ?? null;
const wantedOf = (line: Line, product: Ref): Wanted => ({
  product,
  quantity: String(line.values.quantity ?? "1"),
  unit: (line.values.unit as Ref | null | undefined) ?? null,
  choices: line.values.choices,
});

/** Fills lines into which only a product was put. Each product of a line is asked for once. */
function useFilling({ lines, values, change }: Props): void {
  const asked = useRef(new Set<string>());
  useEffect(() => {
    const bare = lines.flatMap((line) => {
      const product = productOf(line);
      const key = `${line.key}:${product?.id}`;
      if (!product || line.values.name || asked.current.has(key)) return [];
      asked.current.add(key);
      return [{ line, wanted: wantedOf(line, product) }];
    });
    if (bare.length === 0) return;
    const wanted = bare.map((one) => one.wanted);
    const ids = wanted.map((one) => one.product.id);
    // Without a price the name and unit are still worth having; the form says what is missing.
    Promise.all([productsOf(ids), pricesOf(values, wanted).catch(() => null)])
      .then(([products, prices]) => {
        for (const [at, one] of bare.entries()) {
          const told = filled(one.wanted, products.get(one.wanted.product.id), prices?.lines[at]);
          const free = Object.entries(told).filter(([name]) => name === "tax_rate" || !one.line.values[name]);
          change(one.line.key, Object.fromEntries(free));
        }
      })
      .catch((error) => toast(messageOf(error), { kind: "bad" }));
  }, [lines, values, change]);
}

export default function LineTools(props: Props) {
  const { values, lines, active, add, change } = props;
  const phone = useIsPhone();
  const size = phone ? "middle" : "small";
  useFilling(props);
  const priced = lines.flatMap((line) => {
    const product = productOf(line);
    return product ? [{ line, wanted: wantedOf(line, product) }] : [];
  });
  const here = priced.find(({ line }) => line.key === active);
  const renew = useMutation({
    mutationFn: () =>
      pricesOf(
        values,
        priced.map((one) => one.wanted),
      ),
    onSuccess: (told) => {
      let changed = 0;
      for (const [at, { line }] of priced.entries()) {
        const price = told.lines[at]?.unit_price;
        if (!price || Number(price) === Number(line.values.unit_price ?? Number.NaN)) continue;
        change(line.key, { unit_price: price });
        changed += 1;
      }
      toast(t(changed > 0 ? "trade.renewed" : "trade.sameAsBefore", { n: changed }), { kind: "good" });
    },
    onError: (error) => toast(messageOf(error), { kind: "bad" }),
  });
  const pick = async (): Promise<void> => {
    const rows = await openDialog<Record<string, unknown>[]>((close) => (
      <PickDialog document={values} onClose={close} />
    ));
    if (rows && rows.length > 0) add(rows);
  };
  const explain = (wanted: Wanted, price: unknown): void =>
    void openDialog<null>((close) => (
      <PriceDialog
        document={values}
        wanted={{ ...wanted, unit_price: price ? String(price) : null }}
        onClose={() => close(null)}
      />
    ));
  return (
    <>
      {here && (
        <Button
          size={size}
          type="text"
          icon={<Icon name="question" size={14} />}
          // The grid keeps its place: the line stays the active one while it is asked about.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => explain(here.wanted, here.line.values.unit_price)}
        >
          {t("trade.whyPrice")}
        </Button>
      )}
      {priced.length > 0 && (
        <Button
          size={size}
          type="text"
          icon={<Icon name="refresh" size={14} />}
          loading={renew.isPending}
          onClick={() => renew.mutate()}
        >
          {t("trade.renewPrices")}
        </Button>
      )}
      <Button size={size} icon={<Icon name="grid" size={14} />} onClick={() => void pick()}>
        {t("trade.pick")}
      </Button>
    </>
  );
}
