/** One cell turned into an input, right where it stands. Enter saves, Escape leaves. */
import { Button } from "antd";
import { Suspense, useEffect, useRef, useState } from "react";
import type { EntityMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { useEdit } from "../useEdit";
import type { EditingCell } from "./ListPage";

const MIN_WIDTH = 220;

export default function InlineCell({
  meta,
  cell,
  onClose,
}: {
  meta: EntityMeta;
  cell: EditingCell;
  onClose: () => void;
}) {
  const field = meta.fields.find((item) => item.name === cell.name);
  const [value, setValue] = useState<unknown>(cell.record[cell.name]);
  const box = useRef<HTMLDivElement>(null);
  const { edit } = useEdit(meta);
  const save = (): void => {
    onClose();
    if (JSON.stringify(value) !== JSON.stringify(cell.record[cell.name]))
      void edit(cell.record, { [cell.name]: value ?? null });
  };
  useEffect(() => {
    const leave = (event: PointerEvent): void => {
      const target = event.target as HTMLElement;
      if (
        !box.current?.contains(target) &&
        !target.closest(".ant-select-dropdown, .ant-picker-dropdown, .ant-cascader-dropdown")
      )
        onClose();
    };
    addEventListener("pointerdown", leave, true);
    return () => removeEventListener("pointerdown", leave, true);
  }, [onClose]);
  if (!field) return null;
  const { Input, check } = kitOf(field);
  const width = Math.max(cell.box.width, MIN_WIDTH) + 84;
  return (
    <div
      ref={box}
      className="inline-edit"
      style={{ left: Math.min(cell.box.left, innerWidth - width - 12), top: cell.box.top - 5, width }}
      role="dialog"
      aria-label={t("list.editing", { label: field.label })}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
        if (
          event.key === "Enter" &&
          !event.shiftKey &&
          !event.nativeEvent.isComposing &&
          !document.querySelector(".ant-select-open")
        ) {
          event.preventDefault();
          save();
        }
      }}
    >
      <Suspense fallback={<span className="bone" style={{ height: 32, width: "100%" }} />}>
        <div className="grow">
          <Input field={field} value={value} onChange={setValue} label={field.label} autoFocus entity={meta.key} />
          {check?.(value, field) && <p className="field__warn">{check(value, field)}</p>}
        </div>
        <Button type="primary" aria-label={t("common.save")} icon={<Icon name="check" />} onClick={save} />
        <Button aria-label={t("common.cancel")} icon={<Icon name="close" />} onClick={onClose} />
      </Suspense>
    </div>
  );
}
