/** Which columns, in which order, how wide, how dense. Drag or use the arrows. */
import { Button, Drawer, InputNumber, Segmented } from "antd";
import { useState } from "react";
import type { EntityMeta, ViewColumn } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import type { Density, ListModel } from "./useList";

interface Item extends ViewColumn {
  label: string;
  on: boolean;
  fixed: boolean;
}

function itemsOf(meta: EntityMeta, list: ListModel): Item[] {
  const shown = list.columns.map((column) => ({
    name: column.field.name,
    width: column.width,
    label: column.field.label,
    on: true,
    fixed: column.field.name === meta.title,
  }));
  const names = new Set(shown.map((item) => item.name));
  const hidden = meta.fields.filter((field) => field.view !== "hidden" && !names.has(field.name));
  return [
    ...shown,
    ...hidden.map((field) => ({ name: field.name, width: null, label: field.label, on: false, fixed: false })),
  ];
}

export default function ColumnsDrawer({
  meta,
  list,
  onClose,
}: {
  meta: EntityMeta;
  list: ListModel;
  onClose: () => void;
}) {
  const [items, setItems] = useState<Item[]>(() => itemsOf(meta, list));
  const [density, setDensity] = useState<Density>(list.density);
  const [dragged, setDragged] = useState<number | null>(null);

  const move = (from: number, to: number): void => {
    if (to < 1 || to >= items.length || from === to) return;
    const next = [...items];
    const [item] = next.splice(from, 1);
    if (item) next.splice(to, 0, item);
    setItems(next);
  };
  const change = (name: string, values: Partial<Item>): void =>
    setItems(items.map((item) => (item.name === name ? { ...item, ...values } : item)));
  const apply = (): void => {
    list.setColumns(items.filter((item) => item.on).map(({ name, width }) => ({ name, width })));
    list.setDensity(density);
    onClose();
  };
  return (
    <Drawer
      open
      onClose={onClose}
      size={380}
      title={t("columns.title")}
      extra={
        <Button
          type="link"
          onClick={() => {
            list.setColumns(null);
            list.setDensity("normal");
            onClose();
          }}
        >
          {t("columns.reset")}
        </Button>
      }
      footer={
        <div className="row drawer-foot">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" onClick={apply}>
            {t("common.apply")}
          </Button>
        </div>
      }
    >
      <div className="row row--between" style={{ marginBottom: 12 }}>
        <span>{t("columns.density")}</span>
        <Segmented<Density>
          value={density}
          onChange={setDensity}
          options={[
            { value: "compact", label: t("columns.compact") },
            { value: "normal", label: t("columns.normal") },
            { value: "loose", label: t("columns.loose") },
          ]}
        />
      </div>
      <ul className="column-list">
        {items.map((item, at) => (
          <li
            key={item.name}
            draggable={!item.fixed}
            className={dragged === at ? "is-dragged" : ""}
            onDragStart={() => setDragged(at)}
            onDragOver={(event) => {
              event.preventDefault();
              if (dragged !== null && dragged !== at && at > 0) {
                move(dragged, at);
                setDragged(at);
              }
            }}
            onDragEnd={() => setDragged(null)}
          >
            <span className="column-list__grip">{!item.fixed && <Icon name="drag" />}</span>
            <label className="row grow">
              <input
                type="checkbox"
                className="check"
                checked={item.on}
                disabled={item.fixed}
                onChange={(e) => change(item.name, { on: e.target.checked })}
              />
              <span className="ellipsis">{item.label}</span>
            </label>
            {item.on && (
              <InputNumber
                size="small"
                min={64}
                max={800}
                step={10}
                value={item.width ?? undefined}
                aria-label={t("columns.width", { label: item.label })}
                style={{ width: 68 }}
                onChange={(width) => change(item.name, { width: width ?? null })}
              />
            )}
            <IconButton
              icon="up"
              size="small"
              label={t("columns.up", { label: item.label })}
              disabled={at <= 1}
              onClick={() => move(at, at - 1)}
            />
            <IconButton
              icon="down"
              size="small"
              label={t("columns.down", { label: item.label })}
              disabled={at === 0 || at === items.length - 1}
              onClick={() => move(at, at + 1)}
            />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
