/** The dense list of what lies in a pool, with a claim at every line. */
import { Button, Input } from "antd";
import { lazy, Suspense, useEffect, useState } from "react";
import { messageOf } from "@/api/problem";
import type { Condition, EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/pools";
import "@/i18n/words/listTools";
import "@/i18n/words/filters";
import { fromParts, partsOf } from "@/meta/condition";
import { CardBones } from "@/records/list/Cards";
import { fieldColumn } from "@/records/list/columns";
import { Pager } from "@/records/list/Pager";
import { cycleSort } from "@/records/list/url";
import { useLastPage } from "@/records/list/useLastPage";
import { clear } from "@/ui/clear";
import { type Column, DataTable } from "@/ui/DataTable";
import { openDialog } from "@/ui/dialogs";
import { useAfter, useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Empty, Failure, IconButton } from "@/ui/parts";
import { TableBones } from "@/ui/TableBones";
import type { Pool } from "./data";
import { PoolCards } from "./PoolCards";
import { searchable, usePool } from "./usePool";
import { type Subject, useWork } from "./useWork";

const FilterBuilder = lazy(() => import("@/records/list/FilterBuilder"));
const FilterChips = lazy(() => import("@/records/list/FilterChips"));
const PoolRecord = lazy(() => import("./PoolRecord"));

export function PoolRecords({ pool, meta }: { pool: Pool; meta: EntityMeta }) {
  const list = usePool(pool, meta);
  const work = useWork(pool.entity);
  const phone = useIsPhone();
  const [selected, setSelected] = useState<Set<number>>(new Set());
  const [busy, setBusy] = useState<number | null>(null);
  const rows = list.page.data?.items ?? [];
  const late = useAfter(list.page.isPending);
  const goesBack = useLastPage(list, rows.length);
  // What lies here belongs to no department, so that only who may hand out everything may hand this out.
  const hands = pool.is_admin || meta.can.assign === "all";
  const where = JSON.stringify([list.url.q, list.url.f, list.url.page, list.url.cursor]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another set of rows starts without a selection
  useEffect(() => setSelected(new Set()), [where]);

  const subject = (row: Rec): Subject => ({ id: row.id, title: String(row[meta.title] ?? `#${row.id}`) });
  const chosen = rows.filter((row) => selected.has(row.id)).map(subject);
  const claim = async (row: Rec): Promise<void> => {
    setBusy(row.id);
    await work.run("claim", [subject(row)]);
    setBusy(null);
  };
  const open = (row: Rec): void =>
    void openDialog<null>((close) => (
      <PoolRecord pool={pool} meta={meta} subject={subject(row)} hands={hands} onClose={() => close(null)} />
    ));
  const after = (changed: boolean): void => {
    if (changed) setSelected(new Set());
  };

  const columns: Column<Rec>[] = [
    ...list.columns.map(({ field, width }) => {
      const column = fieldColumn(field, width);
      if (field.name !== meta.title) return column;
      return {
        ...column,
        render: (row: Rec) => (
          <button type="button" className="cell-link plain-button" onClick={() => open(row)}>
            {String(row[meta.title] || `#${row.id}`)}
          </button>
        ),
      };
    }),
    {
      key: "_claim",
      title: t("pools.act"),
      width: 92,
      render: (row: Rec) => (
        <button
          type="button"
          className="plain-button"
          disabled={busy === row.id}
          aria-label={t("pools.claimOne", { name: subject(row).title })}
          onClick={() => void claim(row)}
        >
          {t("pools.op_claim")}
        </button>
      ),
    },
  ];

  const body = (): React.ReactNode => {
    if (list.page.isError && !list.page.data) {
      return <Failure message={messageOf(list.page.error)} onRetry={() => void list.page.refetch()} />;
    }
    if (list.page.isPending || goesBack) {
      if (!late) return <div className="grow" />;
      return phone ? <CardBones /> : <TableBones columns={columns} />;
    }
    if (rows.length === 0) {
      if (!list.url.q && !list.url.f) return <Empty text={t("pools.empty")} hint={t("pools.emptyHint")} />;
      const clear = (): void => list.setUrl({ q: undefined, f: undefined });
      return (
        <Empty
          text={t("list.noMatch")}
          hint={t("list.noMatchHint")}
          action={<Button onClick={clear}>{t("list.clearFilters")}</Button>}
        />
      );
    }
    if (phone) {
      return (
        <PoolCards
          meta={meta}
          fields={list.columns.map((column) => column.field)}
          rows={rows}
          busy={busy}
          onOpen={open}
          onClaim={(row) => void claim(row)}
        />
      );
    }
    return (
      <DataTable<Rec>
        label={pool.name}
        columns={columns}
        rows={rows}
        set={JSON.stringify(list.url)}
        rowKey={(row) => row.id}
        selected={selected}
        onSelect={setSelected}
        sort={list.sort}
        onSort={(key) => list.setUrl({ sort: cycleSort(list.url.sort, key) })}
        busy={list.page.isPlaceholderData}
      />
    );
  };
  return (
    <>
      {selected.size > 0 ? (
        <div className="bulkbar" role="toolbar" aria-label={t("bulk.label")}>
          <span>
            {t("bulk.selected")} <strong>{selected.size}</strong> {t("bulk.items")}
          </span>
          <button type="button" className="bulkbar__act" onClick={() => void work.run("claim", chosen).then(after)}>
            {t("pools.op_claim")}
          </button>
          {hands && (
            <>
              <button
                type="button"
                className="bulkbar__act"
                onClick={() => void work.ask("assign", chosen).then(after)}
              >
                {t("pools.op_assign")}
              </button>
              <button
                type="button"
                className="bulkbar__act"
                onClick={() => void work.ask("transfer", chosen, pool.id).then(after)}
              >
                {t("pools.op_transfer")}
              </button>
            </>
          )}
          <button type="button" className="bulkbar__clear" onClick={() => setSelected(new Set())}>
            {t("bulk.clear")}
          </button>
        </div>
      ) : (
        <Tools pool={pool} meta={searchable(pool, meta)} list={list} />
      )}
      {body()}
      {(rows.length > 0 || list.page.isPending) && <Pager list={list} shown={rows.length} />}
    </>
  );
}

function Tools({ pool, meta, list }: { pool: Pool; meta: EntityMeta; list: ReturnType<typeof usePool> }) {
  const [text, setText] = useState(list.url.q ?? "");
  useEffect(() => setText(list.url.q ?? ""), [list.url.q]);
  const go = (): void => {
    if (text.trim() !== (list.url.q ?? "")) list.setUrl({ q: text.trim() || undefined });
  };
  const build = async (): Promise<void> => {
    const next = await openDialog<{ condition: Condition | null }>((close) => (
      <FilterBuilder meta={meta} condition={list.url.f ?? null} onClose={close} />
    ));
    if (next) list.setUrl({ f: next.condition ?? undefined });
  };
  const parts = partsOf(list.url.f);
  return (
    <div className="list__tools">
      <div className="list__bar">
        <Input
          className="list__search"
          value={text}
          allowClear={clear()}
          prefix={<Icon name="search" size={14} />}
          placeholder={t("list.search")}
          aria-label={t("list.searchIn", { label: pool.name })}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value === "") list.setUrl({ q: undefined });
          }}
          onPressEnter={go}
          onBlur={go}
        />
        <Button icon={<Icon name="filter" size={14} />} onClick={() => void build()}>
          {t("filter.short")}
        </Button>
        <span className="list__spring" />
        <IconButton icon="refresh" label={t("list.refresh")} onClick={() => void list.page.refetch()} />
      </div>
      {parts.length > 0 && (
        <Suspense fallback={<div style={{ height: 30 }} />}>
          <FilterChips
            meta={meta}
            parts={parts}
            onRemove={(part) => list.setUrl({ f: fromParts(parts.filter((item) => item !== part)) ?? undefined })}
            onEdit={() => void build()}
            onClear={() => list.setUrl({ f: undefined })}
          />
        </Suspense>
      )}
    </div>
  );
}
