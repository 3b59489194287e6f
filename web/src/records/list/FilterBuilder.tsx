/** Conditions in groups: all of these, or any of these, two levels deep and more. */
import { Button, Modal, Segmented, Select } from "antd";
import { Suspense, useState } from "react";
import type { Condition, EntityMeta, FieldMeta, Leaf } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/filters";
import {
  emptyGroup,
  type FilterGroup,
  type FilterNode,
  fromCondition,
  isGroup,
  MANY,
  toCondition,
  UNARY,
} from "@/meta/condition";
import { useExtraFields } from "@/meta/extraFields";
import { Icon } from "@/ui/Icon";
import { Bone, IconButton } from "@/ui/parts";
import { opText } from "./filterText";

const MAX_DEPTH = 3;

function LeafRow({
  leaf,
  fields,
  onChange,
  onRemove,
}: {
  leaf: Leaf;
  fields: FieldMeta[];
  onChange: (leaf: Leaf) => void;
  onRemove: () => void;
}) {
  const field = fields.find((item) => item.name === leaf.field);
  const kit = field ? kitOf(field) : null;
  const changeOp = (op: string): void => {
    const keeps =
      MANY.has(op) === MANY.has(leaf.op) &&
      op !== "between" &&
      op !== "within" &&
      leaf.op !== "between" &&
      leaf.op !== "within";
    onChange({ field: leaf.field, op, value: keeps ? leaf.value : null });
  };
  return (
    <div className="filter-builder__row">
      <Select
        className="filter-builder__field"
        aria-label={t("filter.field")}
        placeholder={t("filter.field")}
        value={leaf.field || undefined}
        showSearch={{ optionFilterProp: "label" }}
        options={fields.map((item) => ({ value: item.name, label: item.label }))}
        onChange={(name: string) => {
          const next = fields.find((item) => item.name === name);
          onChange({ field: name, op: next?.operators[0] ?? "eq", value: null });
        }}
      />
      {field && (
        <Select
          className="filter-builder__op"
          aria-label={t("filter.op")}
          value={leaf.op}
          options={field.operators.map((op) => ({ value: op, label: opText(op) }))}
          onChange={changeOp}
        />
      )}
      <div className="filter-builder__value">
        {field && kit && !UNARY.has(leaf.op) && (
          <Suspense fallback={<Bone height={32} />}>
            <kit.Filter
              field={field}
              op={leaf.op}
              label={t("filter.value")}
              value={leaf.value}
              onChange={(value) => onChange({ ...leaf, value })}
            />
          </Suspense>
        )}
      </div>
      <IconButton icon="close" size="small" label={t("common.remove")} onClick={onRemove} />
    </div>
  );
}

function Group({
  group,
  fields,
  depth,
  onChange,
  onRemove,
}: {
  group: FilterGroup;
  fields: FieldMeta[];
  depth: number;
  onChange: (group: FilterGroup) => void;
  onRemove?: () => void;
}) {
  const set = (at: number, node: FilterNode | null): void =>
    onChange({
      ...group,
      items: node ? group.items.map((item, i) => (i === at ? node : item)) : group.items.filter((_, i) => i !== at),
    });
  return (
    <div className={`filter-builder${depth > 0 ? " filter-builder--inner" : ""}`}>
      <div className="row row--between">
        <span className="row">
          <Segmented<"and" | "or">
            size="small"
            aria-label={t("filter.join")}
            value={group.join}
            options={[
              { value: "and", label: t("filter.all") },
              { value: "or", label: t("filter.any") },
            ]}
            onChange={(join) => onChange({ ...group, join })}
          />
          <label className="row muted">
            <input
              type="checkbox"
              className="check"
              checked={group.negate === true}
              onChange={(e) => onChange({ ...group, negate: e.target.checked || undefined })}
            />
            {t("filter.negate")}
          </label>
        </span>
        {onRemove && <IconButton icon="trash" size="small" label={t("filter.removeGroup")} onClick={onRemove} />}
      </div>
      {group.items.map((item, at) =>
        isGroup(item) ? (
          <Group
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
            key={at}
            group={item}
            fields={fields}
            depth={depth + 1}
            onChange={(next) => set(at, next)}
            onRemove={() => set(at, null)}
          />
        ) : (
          <LeafRow
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
            key={at}
            leaf={item}
            fields={fields}
            onChange={(next) => set(at, next)}
            onRemove={() => set(at, null)}
          />
        ),
      )}
      <div className="row">
        <Button
          size="small"
          icon={<Icon name="plus" size={12} />}
          onClick={() => onChange({ ...group, items: [...group.items, { field: "", op: "" }] })}
        >
          {t("filter.addRow")}
        </Button>
        {depth < MAX_DEPTH && (
          <Button
            size="small"
            type="text"
            onClick={() =>
              onChange({ ...group, items: [...group.items, { ...emptyGroup("or"), items: [{ field: "", op: "" }] }] })
            }
          >
            {t("filter.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

export default function FilterBuilder(props: {
  meta: EntityMeta;
  condition: Condition | null;
  onClose: (next: { condition: Condition | null } | null) => void;
}) {
  const extra = useExtraFields(props.meta, true);
  const fields = [...props.meta.fields.filter((field) => field.filterable && field.view === "full"), ...extra];
  const [group, setGroup] = useState<FilterGroup>(() => {
    const start = fromCondition(props.condition);
    return start.items.length > 0 ? start : { ...start, items: [{ field: "", op: "" }] };
  });
  return (
    <Modal
      open
      width={760}
      title={t("filter.title")}
      okText={t("filter.apply")}
      cancelText={t("common.cancel")}
      onOk={() => props.onClose({ condition: toCondition(group) })}
      onCancel={() => props.onClose(null)}
    >
      <Group group={group} fields={fields} depth={0} onChange={setGroup} />
    </Modal>
  );
}
