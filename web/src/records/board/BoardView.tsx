/** A list as columns: cards are dragged, or moved by their menu; on a phone one column at a time. */
import "@/i18n/words/board";
import "@/ui/css/board.css";
import { Button, Select } from "antd";
import { type DragEvent, useMemo, useRef, useState } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { BoardColumn, EntityMeta, Money, Rec } from "@/api/types";
import { t } from "@/i18n";
import { fieldMap, may } from "@/meta/hooks";
import { formatBig, formatDecimal } from "@/ui/format";
import { useAfter, useIsPhone } from "@/ui/hooks";
import { Bone, Empty, Failure, NoPermission } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import type { ListModel } from "../list/useList";
import { Card, type CardFields, shortMoney } from "./Card";
import { useBoard, useColumn } from "./useBoard";

const EDGE = 60;
const STEP = 24;

function sumText(amounts: Money[] | undefined): string {
  return (amounts ?? []).map((one) => (one.currency ? shortMoney(one) : formatBig(Number(one.amount)))).join(" + ");
}

function Head({ column, meta }: { column: BoardColumn; meta: EntityMeta }) {
  const fields = fieldMap(meta);
  const sums = Object.entries(column.sums).filter(([, amounts]) => amounts.length > 0);
  return (
    <header className="board-col__head">
      <h2 className="board-col__title">
        <span className="ellipsis">{column.title}</span>
        <span className="board-col__count">{formatDecimal(column.count)}</span>
        {column.badge !== null && <span className="board-col__badge">{Number(column.badge)}%</span>}
      </h2>
      <p className="board-col__sums">
        {sums.map(([name, amounts]) => (
          <span key={name}>
            {fields.get(name)?.label} <span className="num">{sumText(amounts)}</span>
          </span>
        ))}
      </p>
    </header>
  );
}

export default function BoardView({ meta, list }: { meta: EntityMeta; list: ListModel }) {
  const { board, choices, above, busy, loading, more, move } = useBoard(meta, list);
  const phone = useIsPhone();
  const late = useAfter(board.isPending);
  const columns = board.data?.columns ?? [];
  const [shown, setShown] = useColumn(board.data?.columns);
  const [dragged, setDragged] = useState<Rec | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const track = useRef<HTMLElement>(null);
  const movable = may(meta.can, "update");
  const fields = useMemo<CardFields>(() => {
    const known = fieldMap(meta);
    const card = meta.list.card;
    const pick = (name: string | null | undefined) => (name ? known.get(name) : undefined);
    const below = (card?.badges ?? [])
      .filter((name) => name !== meta.list.kanban?.field)
      .flatMap((name) => pick(name) ?? []);
    return { below, amount: pick(card?.amount), date: pick(card?.date), owner: pick("owner") };
  }, [meta]);

  if (board.isError && isStatus(board.error, 403)) return <NoPermission />;
  if (board.isError && !board.data)
    return <Failure message={messageOf(board.error)} onRetry={() => void board.refetch()} />;
  if (!board.data) return late ? <BoardBones /> : <div className="grow" />;
  if (columns.length === 0) return <Empty text={t("board.noColumns")} hint={t("board.noColumnsHint")} />;

  const of = (record: Rec): BoardColumn | undefined =>
    columns.find((column) => column.items.some((item) => item.id === record.id));
  const drop = (column: BoardColumn) => (event: DragEvent) => {
    event.preventDefault();
    setOver(null);
    const from = dragged && of(dragged);
    if (dragged && from) void move(dragged, from.value, column);
    setDragged(null);
  };
  const hold = (column: BoardColumn) => (event: DragEvent) => {
    if (!dragged) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setOver(String(column.value));
    const box = track.current?.getBoundingClientRect();
    if (box && event.clientX > box.right - EDGE) track.current?.scrollBy({ left: STEP });
    else if (box && event.clientX < box.left + EDGE) track.current?.scrollBy({ left: -STEP });
  };
  const cards = (column: BoardColumn) => (
    <>
      {column.items.length === 0 && <p className="board-col__empty">{t("board.empty")}</p>}
      <ul className="board-col__cards">
        {column.items.map((record) => (
          <Card
            key={record.id}
            meta={meta}
            record={record}
            fields={fields}
            busy={busy === record.id}
            movable={movable}
            columns={columns}
            here={column}
            onMove={(to) => void move(record, column.value, to)}
            onDrag={setDragged}
          />
        ))}
      </ul>
      {column.next && (
        <Button type="text" block loading={loading === column.value} onClick={() => void more(column)}>
          {t("board.more", { n: formatDecimal(column.count - column.items.length) })}
        </Button>
      )}
    </>
  );
  const active = columns.find((column) => String(column.value) === shown) ?? columns[0];
  return (
    <div className="board" aria-busy={board.isPlaceholderData}>
      {choices.length > 1 && (
        <div className="board__within">
          <Select
            aria-label={above?.label}
            value={board.data.within ?? undefined}
            options={choices.map((one) => ({ value: one.id, label: one.title }))}
            onChange={(id: number) => list.setUrl({ within: id })}
          />
        </div>
      )}
      {phone && active ? (
        <>
          <Tabs
            label={t("board.columns")}
            items={columns.map((column) => ({
              key: String(column.value),
              label: column.title,
              count: formatDecimal(column.count),
            }))}
            active={String(active.value)}
            onChange={setShown}
          />
          <section className={`board-col is-only tone--${active.color || "gray"}`} aria-label={active.title}>
            <Head column={active} meta={meta} />
            {cards(active)}
          </section>
        </>
      ) : (
        <section className="board__track" ref={track} aria-label={t("board.of", { label: meta.plural })}>
          {columns.map((column) => (
            <section
              key={String(column.value)}
              className={`board-col tone--${column.color || "gray"}${over === String(column.value) && dragged ? " is-over" : ""}`}
              aria-label={column.title}
              onDragOver={hold(column)}
              onDragLeave={() => setOver(null)}
              onDrop={drop(column)}
            >
              <Head column={column} meta={meta} />
              <div className="board-col__body">{cards(column)}</div>
            </section>
          ))}
        </section>
      )}
    </div>
  );
}

function BoardBones() {
  return (
    <div className="board__track" role="status" aria-label={t("state.loading")}>
      {["a", "b", "c", "d", "e"].map((key) => (
        <div key={key} className="board-col">
          <div className="board-col__head">
            <Bone width="60%" height={18} />
          </div>
          <div className="board-col__body">
            <Bone height={84} />
            <Bone height={84} />
            <Bone height={84} />
          </div>
        </div>
      ))}
    </div>
  );
}
