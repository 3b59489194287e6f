/** On the page of a quote: its versions, and what was asked before for the same products. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/trade";
import type { SlotProps } from "@/slots";
import "@/ui/css/trade.css";
import { openDialog } from "@/ui/dialogs";
import { formatMoney } from "@/ui/format";
import { Bones, Failure, Tag } from "@/ui/parts";
import { type Earlier, plain, similarQuery, versionsQuery } from "./data";

const CompareDialog = lazy(() => import("./CompareDialog"));

function Row({ meta, row }: { meta: EntityMeta; row: Earlier }) {
  const state = meta.fields
    .find((field) => field.name === "state")
    ?.choices?.find((choice) => choice.value === row.state);
  return (
    <li className="trade-earlier">
      <span className="trade-earlier__price num">{formatMoney(row.price.amount, row.price.currency)}</span>
      <span className="num muted">× {plain(row.quantity)}</span>
      <span className="trade-earlier__who">
        {row.same_customer ? <Tag color="blue">{t("trade.sameCustomer")}</Tag> : (row.customer?.title ?? "")}
      </span>
      <Link to="/r/$entity/$id" params={{ entity: "quote", id: String(row.quote.id) }}>
        {row.quote.title}
      </Link>
      <span className="muted num">{row.day}</span>
      {state && <Tag color={state.color}>{state.label}</Tag>}
    </li>
  );
}

export default function HistoryPanel({ meta, record }: SlotProps["recordPanel"]) {
  const similar = useQuery({ ...similarQuery(record.id, record.version ?? 0), retry: false });
  const versions = useQuery({ ...versionsQuery(record.id), retry: false });
  const several = (versions.data?.length ?? 0) > 1;
  if (isStatus(similar.error, 403, 404)) return null;
  if (similar.data?.length === 0 && !several) return null;
  return (
    <section className="panel" aria-label={t("trade.history")}>
      <header className="panel__head">
        <h2 className="grow">{t("trade.history")}</h2>
        {several && versions.data && (
          <Button
            size="small"
            onClick={() =>
              void openDialog<null>((close) => (
                <CompareDialog ids={versions.data} now={record.id} onClose={() => close(null)} />
              ))
            }
          >
            {t("trade.compare", { n: versions.data.length })}
          </Button>
        )}
      </header>
      {similar.isPending && <Bones rows={3} />}
      {similar.isError && <Failure message={messageOf(similar.error)} onRetry={() => void similar.refetch()} />}
      {similar.data && (
        <div className="panel__body stack">
          {similar.data.map(({ product, items }) => (
            <section key={product.id} aria-label={product.title}>
              <h3 className="trade-earlier__product">{product.title}</h3>
              <ul>
                {items.map((row) => (
                  <Row key={`${row.quote.id}.${row.price.amount}.${row.quantity}`} meta={meta} row={row} />
                ))}
              </ul>
            </section>
          ))}
          {similar.data.length === 0 && <p className="muted">{t("trade.noEarlier")}</p>}
        </div>
      )}
    </section>
  );
}
