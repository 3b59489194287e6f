/** The generic list of every entity: the look; the logic is in useList. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, may, useEntity, useMeta } from "@/meta/hooks";
import { DataTable } from "@/ui/DataTable";
import { useAfter, useIsPhone, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bone, Empty, Failure, NoPermission, PageHead } from "@/ui/parts";
import { TableBones } from "@/ui/TableBones";
import { toast } from "@/ui/toast";
import { forget } from "../data";
import { openForm } from "../openForm";
import { BulkBar } from "./BulkBar";
import { CardBones, Cards } from "./Cards";
import { tableColumns } from "./columns";
import { Pager } from "./Pager";
import { Toolbar } from "./Toolbar";
import { cycleSort } from "./url";
import { useAdded, withAdded } from "./useAdded";
import { useLastPage } from "./useLastPage";
import { useList } from "./useList";
import { useListKeys } from "./useListKeys";
import { ViewTabs } from "./ViewTabs";

const InlineCell = lazy(() => import("./InlineCell"));
const BoardView = lazy(() => import("../board/BoardView"));
const CalendarView = lazy(() => import("../calendar/CalendarView"));

export interface EditingCell {
  record: Rec;
  name: string;
  box: DOMRect;
}

/** The address names the entity; its metadata comes first. */
export default function ListPage() {
  const { entity = "" } = useParams({ strict: false }) as { entity?: string };
  const known = entityInfo(useMeta(), entity) !== undefined;
  const meta = useEntity(known ? entity : "");
  const late = useAfter(meta.isPending);
  if (!known) return <NoPermission />;
  if (meta.isError) {
    const hidden = isStatus(meta.error, 403, 404);
    return hidden ? <NoPermission /> : <Failure message={messageOf(meta.error)} onRetry={() => void meta.refetch()} />;
  }
  if (!meta.data) return late ? <ListBones /> : <div className="page page--fill" />;
  return <EntityList key={entity} meta={meta.data} />;
}

function ListBones() {
  const columns = [248, 112, 112, 130, 120, 180, 136, 150].map((width, at) => ({ key: String(at), width }));
  return (
    <div className="page page--fill">
      <PageHead title={<Bone width={72} height={22} />} />
      <div className="panel list">
        <div className="tabs" style={{ height: 44 }} />
        <div className="list__bar">
          <Bone width={260} height={32} />
        </div>
        <TableBones columns={columns} />
      </div>
    </div>
  );
}

function EntityList({ meta }: { meta: EntityMeta }) {
  const list = useList(meta);
  const client = useQueryClient();
  const navigate = useNavigate();
  const phone = useIsPhone();
  const [selected, setSelected] = useState<Set<number>>(new Set());
  const [active, setActive] = useState(-1);
  const [editing, setEditing] = useState<EditingCell | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => list.page.data?.items ?? [], [list.page.data]);
  const added = useAdded(meta.key, rows, !phone && !list.url.trash);
  const own = useMemo(() => tableColumns(meta, list.columns), [meta, list.columns]);
  const columns = withAdded(own, added);
  const late = useAfter(list.page.isPending);
  const goesBack = useLastPage(list, rows.length);
  useTitle(meta.plural);

  const where = JSON.stringify([
    list.viewKey,
    list.words.filter,
    list.words.q,
    list.words.page,
    list.words.cursor,
    list.words.trash,
  ]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another set of rows starts without a selection
  useEffect(() => {
    setSelected(new Set());
    setActive(-1);
  }, [where]);

  const open = useCallback(
    (record: Rec) => void navigate({ to: "/r/$entity/$id", params: { entity: meta.key, id: String(record.id) } }),
    [navigate, meta.key],
  );
  const create = async (): Promise<void> => {
    const made = await openForm({ entity: meta.key });
    if (made)
      toast(t("record.created", { title: String(made[meta.title] ?? made.id) }), {
        kind: "good",
        action: { label: t("common.open"), run: () => open(made) },
      });
  };
  const startEdit = useCallback(
    (record: Rec, name: string, cell: HTMLElement): void => {
      const field = meta.fields.find((item) => item.name === name);
      const locked = !field || field.read_only || field.write_once || !field.edit || record._can?.update === false;
      if (locked || record._masked?.includes(name)) {
        if (field) toast(t("list.notEditable", { label: field.label }));
        return;
      }
      setEditing({ record, name, box: cell.getBoundingClientRect() });
    },
    [meta],
  );
  const toggle = (index: number): void => {
    const row = rows[index];
    if (!row) return;
    const next = new Set(selected);
    if (!next.delete(row.id)) next.add(row.id);
    setSelected(next);
  };

  const canCreate = meta.features.create !== false && may(meta.can, "create") && !list.url.trash;
  useListKeys({
    count: rows.length,
    active,
    setActive,
    open: (index) => rows[index] && open(rows[index]),
    select: toggle,
    edit: (index) => {
      const row = rows[index];
      if (row) void openForm({ entity: meta.key, id: row.id });
    },
    create: () => canCreate && void create(),
    search: () => search.current?.focus(),
    clear: () => setSelected(new Set()),
  });

  const filtered = Boolean(list.url.q || list.url.f);
  const refresh = (): void => void forget(client, meta.key);

  const body = (): React.ReactNode => {
    if (!list.isTable) {
      const View = list.isBoard ? BoardView : CalendarView;
      return (
        <Suspense fallback={<div className="grow" />}>
          <View meta={meta} list={list} />
        </Suspense>
      );
    }
    if (list.page.isError && isStatus(list.page.error, 403)) return <NoPermission />;
    if (list.page.isError && !list.page.data) {
      return <Failure message={messageOf(list.page.error)} onRetry={() => void list.page.refetch()} />;
    }
    if (list.page.isPending || goesBack) {
      if (!late) return <div className="grow" />;
      return phone ? <CardBones /> : <TableBones columns={columns} />;
    }
    if (rows.length === 0) {
      if (filtered) {
        return (
          <Empty
            text={t("list.noMatch")}
            hint={t("list.noMatchHint")}
            action={
              <Button onClick={() => list.setUrl({ q: undefined, f: undefined })}>{t("list.clearFilters")}</Button>
            }
          />
        );
      }
      if (list.url.trash) return <Empty text={t("list.trashEmpty")} />;
      return (
        <Empty
          text={t("list.empty", { label: meta.label })}
          hint={t("list.emptyHint", { label: meta.label })}
          action={
            canCreate && (
              <Button type="primary" onClick={() => void create()}>
                {t("list.create", { label: meta.label })}
              </Button>
            )
          }
        />
      );
    }
    if (phone)
      return (
        <Cards
          meta={meta}
          rows={rows}
          selected={selected}
          onToggle={(id) => toggle(rows.findIndex((row) => row.id === id))}
        />
      );
    return (
      <DataTable<Rec>
        label={meta.plural}
        columns={columns}
        rows={rows}
        set={`${where}${list.words.sort ?? ""}`}
        rowKey={(row) => row.id}
        density={list.density}
        selected={selected}
        onSelect={setSelected}
        sort={list.sort}
        onSort={(key) => list.setUrl({ sort: cycleSort(list.url.sort, key) })}
        onResize={(key, width) =>
          list.setColumns(
            list.columns.map((column) => ({
              name: column.field.name,
              width: column.field.name === key ? width : column.width,
            })),
          )
        }
        active={active}
        onActive={setActive}
        onOpen={open}
        onEditCell={startEdit}
        busy={list.page.isPlaceholderData}
      />
    );
  };

  return (
    <div className="page page--fill">
      <PageHead
        title={meta.plural}
        extra={
          <>
            {meta.features.import && may(meta.can, "import") && !phone && (
              <Button
                icon={<Icon name="upload" />}
                onClick={() => void navigate({ to: "/import/$entity", params: { entity: meta.key } })}
              >
                {t("list.import")}
              </Button>
            )}
            {canCreate && (
              <Button type="primary" icon={<Icon name="plus" />} onClick={() => void create()}>
                {t("list.create", { label: meta.label })}
              </Button>
            )}
          </>
        }
      />
      <div className="panel list">
        <ViewTabs list={list} meta={meta} />
        {selected.size > 0 ? (
          <BulkBar meta={meta} list={list} selected={selected} onClear={() => setSelected(new Set())} />
        ) : (
          <Toolbar meta={meta} list={list} searchRef={search} onRefresh={refresh} />
        )}
        {body()}
        {list.isTable && (rows.length > 0 || list.page.isPending) && <Pager list={list} shown={rows.length} />}
      </div>
      {editing && (
        <Suspense fallback={null}>
          <InlineCell meta={meta} cell={editing} onClose={() => setEditing(null)} />
        </Suspense>
      )}
    </div>
  );
}
