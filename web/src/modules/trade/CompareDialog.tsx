/** Two versions of a quote side by side: what was added, taken out, or has another price or quantity. */
import { useQuery } from "@tanstack/react-query";
import { Modal, Select } from "antd";
import { useState } from "react";
import { messageOf } from "@/api/problem";
import type { Money, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import { oneQuery } from "@/records/data";
import "@/ui/css/trade.css";
import { formatMoney } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Bones, Failure, ScrollX } from "@/ui/parts";
import { type Pair, pairs } from "./compare";
import { type DocumentLine, linesOf, plain } from "./data";

const money = (value: unknown): string => {
  const found = value as Money | null | undefined;
  return found ? formatMoney(found.amount, found.currency) : "—";
};

function Cells({ line, other, currency }: { line: DocumentLine | null; other: DocumentLine | null; currency: string }) {
  if (!line)
    return (
      <td colSpan={3} className="muted">
        {t("trade.absent")}
      </td>
    );
  const mark = (name: "quantity" | "unit_price" | "discount_rate"): string =>
    other && Number(line[name] ?? 0) !== Number(other[name] ?? 0) ? "num is-changed" : "num";
  const price = line.unit_price ? formatMoney(plain(line.unit_price), currency) : "—";
  return (
    <>
      <td className={mark("quantity")}>{plain(line.quantity)}</td>
      <td className={mark("unit_price")}>{price}</td>
      <td className={mark("discount_rate")}>{line.discount_rate ? `${plain(line.discount_rate)}%` : "—"}</td>
    </>
  );
}

const discountOf = (record: Rec): string =>
  formatMoney(plain(String(record.discount ?? "0")), String(record.currency ?? "CNY"));

const titleOf = (record: Rec): string => t("trade.version", { n: Number(record.revision ?? 1) });

function Table({ left, right }: { left: Rec; right: Rec }) {
  const rows = pairs(linesOf(left), linesOf(right));
  const heads = [left, right].flatMap((record) => [
    { key: `${record.id}.quantity`, label: t("trade.quantity") },
    { key: `${record.id}.price`, label: t("trade.price") },
    { key: `${record.id}.discount`, label: t("trade.discount") },
  ]);
  return (
    <ScrollX label={t("trade.compareTitle")}>
      <table className="trade-compare">
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              {t("trade.item")}
            </th>
            {[left, right].map((record) => (
              <th key={record.id} colSpan={3} scope="colgroup">
                {titleOf(record)} <span className="muted num">{String(record.number ?? "")}</span>
              </th>
            ))}
          </tr>
          <tr>
            {heads.map((head) => (
              <th key={head.key} scope="col">
                {head.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row: Pair) => (
            <tr key={row.key} className={row.changed ? "is-changed" : undefined}>
              <th scope="row">{row.name}</th>
              <Cells line={row.left} other={row.right} currency={String(left.currency ?? "CNY")} />
              <Cells line={row.right} other={row.left} currency={String(right.currency ?? "CNY")} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          {(["discount", "amount"] as const).map((name) => (
            <tr key={name}>
              <th scope="row">{t(name === "amount" ? "trade.total" : "trade.wholeDiscount")}</th>
              {[left, right].map((record) => (
                <td key={record.id} colSpan={3} className="num">
                  {name === "amount" ? money(record.amount) : discountOf(record)}
                </td>
              ))}
            </tr>
          ))}
        </tfoot>
      </table>
    </ScrollX>
  );
}

/** One version of a line in a row of words: 2 × ¥960.00 · 5%. */
function Said({ line, currency }: { line: DocumentLine | null; currency: string }) {
  if (!line) return <span className="muted">{t("trade.absent")}</span>;
  const price = line.unit_price ? formatMoney(plain(line.unit_price), currency) : "—";
  return (
    <>
      {plain(line.quantity)} × {price}
      {line.discount_rate && ` · ${plain(line.discount_rate)}%`}
    </>
  );
}

function Cards({ left, right }: { left: Rec; right: Rec }) {
  const both = [left, right];
  return (
    <ul className="fact-cards">
      <li>
        <strong>{t("trade.total")}</strong>
        <dl>
          {both.map((record) => (
            <div key={record.id}>
              <dt>{titleOf(record)}</dt>
              <dd className="num">{money(record.amount)}</dd>
              <dd className="num muted">
                {t("trade.wholeDiscount")} {discountOf(record)}
              </dd>
            </div>
          ))}
        </dl>
      </li>
      {pairs(linesOf(left), linesOf(right)).map((row) => (
        <li key={row.key}>
          {row.name}
          <dl className={row.changed ? "trade-compare__changed" : undefined}>
            {[row.left, row.right].map((line, at) => (
              <div key={both[at]?.id}>
                <dt>{titleOf(both[at] as Rec)}</dt>
                <dd className="num">
                  <Said line={line} currency={String(both[at]?.currency ?? "CNY")} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

export default function CompareDialog(props: { ids: number[]; now: number; onClose: () => void }) {
  const phone = useIsPhone();
  const at = Math.max(props.ids.indexOf(props.now), 0);
  const [left, setLeft] = useState(props.ids[at > 0 ? at - 1 : 0] ?? props.now);
  const [right, setRight] = useState(props.ids[at > 0 ? at : 1] ?? props.now);
  const one = useQuery(oneQuery("quote", left));
  const other = useQuery(oneQuery("quote", right));
  const options = props.ids.map((value, place) => ({ value, label: t("trade.nthVersion", { n: place + 1 }) }));
  const failed = one.error ?? other.error;
  return (
    <Modal
      open
      width={920}
      title={t("trade.compareTitle")}
      footer={null}
      onCancel={props.onClose}
      cancelText={t("common.cancel")}
    >
      <div className="stack">
        <div className="row row--wrap">
          <Select aria-label={t("trade.older")} value={left} options={options} onChange={setLeft} />
          <span className="muted">{t("trade.against")}</span>
          <Select aria-label={t("trade.newer")} value={right} options={options} onChange={setRight} />
        </div>
        {failed ? (
          <Failure message={messageOf(failed)} onRetry={() => void Promise.all([one.refetch(), other.refetch()])} />
        ) : one.data && other.data ? (
          phone ? (
            <Cards left={one.data} right={other.data} />
          ) : (
            <Table left={one.data} right={other.data} />
          )
        ) : (
          <Bones rows={5} />
        )}
      </div>
    </Modal>
  );
}
