/** Choices in order: word, colour, active. Used by dictionaries and by custom choice fields. */
import { Button, Input, Select } from "antd";
import type { Choice } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/listTools";
import "@/i18n/words/settings";
import { Icon } from "@/ui/Icon";
import { Dot, IconButton, Tag } from "@/ui/parts";

/** The names that the server knows; `default` is the plain grey. */
const COLORS = ["default", "red", "orange", "gold", "lime", "green", "cyan", "blue", "geekblue", "purple", "magenta"];

/** A free code for a new choice. */
function freshCode(items: Choice[]): string {
  const taken = new Set(items.map((item) => item.value));
  for (let n = items.length + 1; ; n += 1) if (!taken.has(`item_${n}`)) return `item_${n}`;
}

export function ItemsEditor({
  items,
  stored,
  disabled = false,
  onChange,
}: {
  items: Choice[];
  stored: ReadonlySet<string>;
  /** They come with the product: to be read, not to be changed. */
  disabled?: boolean;
  onChange: (items: Choice[]) => void;
}) {
  const set = (at: number, part: Partial<Choice>): void =>
    onChange(items.map((item, i) => (i === at ? { ...item, ...part } : item)));
  const move = (from: number, to: number): void => {
    const next = [...items];
    const [item] = next.splice(from, 1);
    if (item) next.splice(to, 0, item);
    onChange(next);
  };
  return (
    <div className="items">
      <ul>
        {items.map((item, at) => {
          const isNew = !stored.has(item.value);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the code of a new choice is still being typed
            <li key={at} className="items__row">
              <span className="items__preview">
                {item.color ? (
                  <Tag color={item.color}>{item.label || "…"}</Tag>
                ) : (
                  <span className="ellipsis">{item.label}</span>
                )}
              </span>
              <Input
                className="items__label"
                value={item.label}
                aria-label={t("dict.label")}
                placeholder={t("dict.label")}
                maxLength={100}
                onChange={(event) => set(at, { label: event.target.value })}
              />
              <Input
                className="items__label"
                value={item.label_en ?? ""}
                aria-label={t("dict.labelEn")}
                placeholder={t("dict.labelEn")}
                maxLength={100}
                onChange={(event) => set(at, { label_en: event.target.value })}
              />
              <Input
                className="items__code"
                value={item.value}
                disabled={!isNew}
                aria-label={t("dict.code")}
                placeholder={t("dict.code")}
                maxLength={60}
                onChange={(event) => set(at, { value: event.target.value.trim() })}
              />
              <Select
                className="items__color"
                aria-label={t("dict.color")}
                disabled={disabled}
                value={item.color ?? ""}
                options={[
                  { value: "", label: t("dict.noColor") },
                  ...COLORS.map((color) => ({
                    value: color,
                    label: <Dot color={color}>{t(`color.${color}` as MessageKey)}</Dot>,
                  })),
                ]}
                onChange={(color: string) => set(at, { color })}
              />
              <label className="row items__active">
                <input
                  type="checkbox"
                  className="check"
                  checked={item.active !== false}
                  onChange={(event) => set(at, { active: event.target.checked })}
                />
                {t("dict.active")}
              </label>
              <IconButton
                icon="up"
                size="small"
                label={t("columns.up", { label: item.label })}
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              />
              <IconButton
                icon="down"
                size="small"
                label={t("columns.down", { label: item.label })}
                disabled={at === items.length - 1}
                onClick={() => move(at, at + 1)}
              />
              {isNew && (
                <IconButton
                  icon="close"
                  size="small"
                  label={t("common.remove")}
                  onClick={() => onChange(items.filter((_, i) => i !== at))}
                />
              )}
            </li>
          );
        })}
      </ul>
      {!disabled && (
        <Button
          icon={<Icon name="plus" size={14} />}
          onClick={() =>
            onChange([...items, { value: freshCode(items), label: "", label_en: "", color: "", active: true }])
          }
        >
          {t("dict.add")}
        </Button>
      )}
    </div>
  );
}
