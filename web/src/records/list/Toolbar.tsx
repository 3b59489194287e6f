/** Search, pinned filters, built conditions as chips, and the list's own tools. */
import { Button, Dropdown, Input, type InputRef } from "antd";
import { lazy, type RefObject, Suspense, useEffect, useState } from "react";
import type { Condition, EntityMeta, FieldMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import "@/i18n/words/filters";
import { fromParts, partsOf, pinnedValue, withPinned } from "@/meta/condition";
import { fieldMap, may } from "@/meta/hooks";
import { Slot } from "@/slots/Slot";
import { clear } from "@/ui/clear";
import { openDialog } from "@/ui/dialogs";
import { dayOf } from "@/ui/format";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { openExport } from "./openExport";
import type { ListModel } from "./useList";

const FilterBuilder = lazy(() => import("./FilterBuilder"));
const FilterChips = lazy(() => import("./FilterChips"));
const ColumnsDrawer = lazy(() => import("./ColumnsDrawer"));
const MAX_PINNED = 3;
type Mode = Pick<Parameters<typeof IconButton>[0], "icon" | "label" | "active" | "onClick">;

function pinnedOp(field: FieldMeta): string | null {
  const wanted =
    field.type === "boolean"
      ? ["eq"]
      : field.type === "region"
        ? ["under", "in"]
        : ["in", "has_any", "under", "within"];
  return wanted.find((op) => field.operators.includes(op)) ?? null;
}

function Search({
  list,
  meta,
  inputRef,
}: {
  list: ListModel;
  meta: EntityMeta;
  inputRef: RefObject<HTMLInputElement | null>;
}) {
  const [text, setText] = useState(list.url.q ?? "");
  useEffect(() => setText(list.url.q ?? ""), [list.url.q]);
  const searched = meta.fields.filter((field) => field.search).map((field) => field.label);
  return (
    <Input
      ref={(input: InputRef | null) => {
        inputRef.current = input?.input ?? null;
      }}
      className="list__search"
      value={text}
      allowClear={clear()}
      prefix={<Icon name="search" size={14} />}
      placeholder={searched.length > 0 ? searched.slice(0, 3).join(" / ") : t("list.search")}
      aria-label={t("list.searchIn", { label: meta.plural })}
      onChange={(event) => {
        setText(event.target.value);
        if (event.target.value === "") list.setUrl({ q: undefined });
      }}
      onPressEnter={() => list.setUrl({ q: text.trim() || undefined })}
      onBlur={() => text.trim() !== (list.url.q ?? "") && list.setUrl({ q: text.trim() || undefined })}
    />
  );
}

/** The ways in which the records can be shown; none where there is no choice. */
function modesOf(meta: EntityMeta, list: ListModel): Mode[] {
  const { kanban, calendar } = meta.list;
  if (list.url.trash || (!kanban && !calendar)) return [];
  const show = (board: true | undefined, month?: string) => () => list.setUrl({ board, month });
  const month = list.url.month ?? dayOf(new Date()).slice(0, 7);
  return [
    { icon: "list", label: t("list.asTable"), active: list.isTable, onClick: show(undefined) },
    ...(kanban
      ? [{ icon: "board" as const, label: t("list.asBoard"), active: list.isBoard, onClick: show(true) }]
      : []),
    ...(calendar
      ? [
          {
            icon: "calendar" as const,
            label: t("list.asCalendar"),
            active: list.isCalendar,
            onClick: show(undefined, month),
          },
        ]
      : []),
  ];
}

export function Toolbar(props: {
  meta: EntityMeta;
  list: ListModel;
  searchRef: RefObject<HTMLInputElement | null>;
  onRefresh: () => void;
}) {
  const { meta, list } = props;
  const phone = useIsPhone();
  const fields = fieldMap(meta);
  const pinned = meta.list.filters.flatMap((name) => {
    const field = fields.get(name);
    const op = field?.filterable ? pinnedOp(field) : null;
    return field && op ? [{ field, op }] : [];
  });
  const shown = phone ? [] : pinned.slice(0, MAX_PINNED);
  const isShown = (part: Condition): boolean =>
    "field" in part && shown.some((item) => item.field.name === part.field && item.op === part.op);
  const chips = partsOf(list.url.f).filter((part) => !isShown(part));
  const build = async (): Promise<void> => {
    const next = await openDialog<{ condition: Condition | null }>((close) => (
      <FilterBuilder meta={meta} condition={list.url.f ?? null} onClose={close} />
    ));
    if (next) list.setUrl({ f: next.condition ?? undefined });
  };
  const columns = (): void => {
    void openDialog<null>((close) => <ColumnsDrawer meta={meta} list={list} onClose={() => close(null)} />);
  };
  const modes = modesOf(meta, list);
  const more = [
    ...(phone
      ? modes
          .filter((mode) => !mode.active)
          .map((mode) => ({ key: mode.icon, label: mode.label, onClick: mode.onClick }))
      : []),
    ...(meta.features.export && may(meta.can, "export")
      ? [{ key: "export", label: t("list.export"), onClick: () => openExport(meta, list.words) }]
      : []),
    ...(meta.features.trash
      ? [
          {
            key: "trash",
            label: list.url.trash ? t("list.leaveTrash") : t("list.trash"),
            onClick: () => list.setUrl({ trash: list.url.trash ? undefined : true, view: undefined }),
          },
        ]
      : []),
    { key: "print", label: t("list.print"), onClick: () => window.print() },
  ];
  return (
    <div className="list__tools">
      <div className="list__bar">
        <Search list={list} meta={meta} inputRef={props.searchRef} />
        {shown.map(({ field, op }) => {
          const { Filter } = kitOf(field);
          return (
            <span key={field.name} className="list__pinned">
              <Suspense fallback={<span className="bone" style={{ width: "100%", height: 32 }} />}>
                <Filter
                  field={field}
                  op={op}
                  label={field.label}
                  placeholder={field.label}
                  value={pinnedValue(list.url.f, field.name, op)}
                  onChange={(value) => list.setUrl({ f: withPinned(list.url.f, field.name, op, value) ?? undefined })}
                />
              </Suspense>
            </span>
          );
        })}
        <Button icon={<Icon name="filter" size={14} />} onClick={() => void build()}>
          {phone ? t("filter.short") : t("filter.add")}
        </Button>
        <span className="list__spring" />
        <Slot
          name="listToolbar"
          subjects={[meta.key]}
          props={{ meta, condition: list.url.q || list.url.trash ? undefined : list.words.filter }}
        />
        {list.url.trash && (
          <Button
            type="text"
            danger
            icon={<Icon name="close" size={14} />}
            onClick={() => list.setUrl({ trash: undefined })}
          >
            {t("list.inTrash")}
          </Button>
        )}
        {!phone && modes.length > 0 && (
          <span className="list__modes">
            {modes.map((mode) => (
              <IconButton key={mode.icon} {...mode} />
            ))}
          </span>
        )}
        {!phone && <IconButton icon="refresh" label={t("list.refresh")} onClick={props.onRefresh} />}
        {!phone && <IconButton icon="columns" label={t("columns.title")} onClick={columns} />}
        <Dropdown trigger={["click"]} menu={{ items: more }}>
          <button type="button" className="icon-button" aria-label={t("common.more")} title={t("common.more")}>
            <Icon name="more" />
          </button>
        </Dropdown>
      </div>
      {chips.length > 0 && (
        <Suspense fallback={<div style={{ height: 30 }} />}>
          <FilterChips
            meta={meta}
            parts={chips}
            onRemove={(part) =>
              list.setUrl({ f: fromParts(partsOf(list.url.f).filter((item) => item !== part)) ?? undefined })
            }
            onEdit={() => void build()}
            onClear={() => list.setUrl({ f: undefined })}
          />
        </Suspense>
      )}
    </div>
  );
}
