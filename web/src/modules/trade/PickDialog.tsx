/** Several products at once, each with its quantity; they come back as lines with their prices. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Checkbox, Input, InputNumber, Modal } from "antd";
import { useDeferredValue, useState } from "react";
import { messageOf } from "@/api/problem";
import type { Money, Rec, Ref } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import "@/ui/css/trade.css";
import { clear } from "@/ui/clear";
import { formatMoney } from "@/ui/format";
import { Bones, Empty, Failure } from "@/ui/parts";
import { plain } from "./data";
import { filled, findProducts, pricesOf, productsOf, type Wanted } from "./goods";

const MAX_PICKED = 50;

export default function PickDialog(props: {
  document: Readonly<Record<string, unknown>>;
  onClose: (rows: Record<string, unknown>[] | null) => void;
}) {
  const [text, setText] = useState("");
  const [picked, setPicked] = useState<ReadonlyMap<number, Wanted>>(new Map());
  const words = useDeferredValue(text.trim());
  const found = useQuery({
    queryKey: ["records", "product", "pick", words],
    queryFn: ({ signal }) => findProducts(words, signal),
    placeholderData: (before) => before,
  });
  const take = useMutation({
    mutationFn: async () => {
      const wanted = [...picked.values()];
      const [products, prices] = await Promise.all([
        productsOf(wanted.map((one) => one.product.id)),
        pricesOf(props.document, wanted),
      ]);
      return wanted.map((one, at) => ({ ...filled(one, products.get(one.product.id), prices.lines[at]) }));
    },
    onSuccess: (rows) => props.onClose(rows),
  });
  const set = (product: Rec, quantity: string | null): void => {
    const next = new Map(picked);
    if (quantity === null) next.delete(product.id);
    else next.set(product.id, { product: { id: product.id, title: String(product.name ?? "") }, quantity });
    if (next.size <= MAX_PICKED) setPicked(next);
  };
  return (
    <Modal
      open
      title={t("trade.pickTitle")}
      okText={picked.size > 0 ? t("trade.take", { n: picked.size }) : t("trade.pick")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: picked.size === 0, loading: take.isPending }}
      onOk={() => take.mutate()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <Input
          autoFocus
          allowClear={clear()}
          aria-label={t("trade.search")}
          placeholder={t("trade.search")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {take.isError && (
          <p className="notice notice--bad" role="alert">
            {messageOf(take.error)}
          </p>
        )}
        {found.isPending && <Bones rows={5} />}
        {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
        {found.data?.items.length === 0 && <Empty text={t("trade.noneFound")} />}
        <ul className="plain-list trade-pick">
          {found.data?.items.map((product) => (
            <Row
              key={product.id}
              product={product}
              quantity={picked.get(product.id)?.quantity ?? null}
              onChange={(quantity) => set(product, quantity)}
            />
          ))}
        </ul>
      </div>
    </Modal>
  );
}

function Row(props: { product: Rec; quantity: string | null; onChange: (quantity: string | null) => void }) {
  const { product, quantity, onChange } = props;
  const price = product.list_price as Money | null | undefined;
  const name = String(product.name ?? "");
  return (
    <li className="trade-pick__row">
      <Checkbox checked={quantity !== null} onChange={(event) => onChange(event.target.checked ? "1" : null)}>
        <span className="trade-pick__name">{name}</span>{" "}
        <span className="muted">{[product.code, (product.unit as Ref | null)?.title].filter(Boolean).join(" · ")}</span>
      </Checkbox>
      <span className="num muted trade-pick__price">
        {price ? formatMoney(plain(price.amount), price.currency) : "—"}
      </span>
      {quantity !== null && (
        <InputNumber<string>
          stringMode
          size="small"
          min="0.0001"
          value={quantity}
          aria-label={t("trade.quantityOf", { product: name })}
          onChange={(value) => onChange(value ?? "1")}
        />
      )}
    </li>
  );
}
