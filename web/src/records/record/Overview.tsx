/** Sections of fields; a click on a value turns it into an input. */
import { Button } from "antd";
import { Suspense, useEffect, useState } from "react";
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { Value, valueText } from "@/fields/Value";
import { t } from "@/i18n";
import { holds } from "@/meta/condition";
import { fieldMap } from "@/meta/hooks";
import { Slot } from "@/slots/Slot";
import { copyText } from "@/ui/copy";
import { Icon } from "@/ui/Icon";
import { Bone, IconButton } from "@/ui/parts";
import type { RecordActions } from "./useRecord";

interface FieldProps {
  meta: EntityMeta;
  record: Rec;
  field: FieldMeta;
  actions: RecordActions;
}

const REVEALED_MS = 60_000;

function Editing({ meta, record, field, actions, onDone }: FieldProps & { onDone: () => void }) {
  const [value, setValue] = useState<unknown>(record[field.name]);
  const { Input, check } = kitOf(field);
  const save = (): void => {
    onDone();
    if (JSON.stringify(value ?? null) !== JSON.stringify(record[field.name] ?? null))
      void actions.edit({ [field.name]: value ?? null });
  };
  const multiline = ["long_text", "rich_text"].includes(field.type);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the input inside, caught on their way up
    <div
      className="spot-edit"
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone();
        if (
          event.key === "Enter" &&
          (!multiline || event.ctrlKey || event.metaKey) &&
          !event.nativeEvent.isComposing &&
          !document.querySelector(".ant-select-open")
        ) {
          event.preventDefault();
          save();
        }
      }}
    >
      <div className="grow">
        <Suspense fallback={<Bone height={32} />}>
          <Input field={field} value={value} onChange={setValue} autoFocus label={field.label} entity={meta.key} />
        </Suspense>
        {check?.(value, field) && <p className="field__warn">{check(value, field)}</p>}
      </div>
      <Button
        type="primary"
        size="small"
        icon={<Icon name="check" size={14} />}
        aria-label={t("common.save")}
        onClick={save}
      />
      <Button size="small" icon={<Icon name="close" size={14} />} aria-label={t("common.cancel")} onClick={onDone} />
    </div>
  );
}

function Spot(props: FieldProps) {
  const { meta, record, field, actions } = props;
  const [editing, setEditing] = useState(false);
  const [revealed, setRevealed] = useState<string | null>(null);
  const masked = record._masked?.includes(field.name) ?? false;
  const canEdit = field.edit && !field.read_only && !field.write_once && record._can?.update !== false;
  useEffect(() => {
    if (revealed === null) return;
    const timer = setTimeout(() => setRevealed(null), REVEALED_MS);
    return () => clearTimeout(timer);
  }, [revealed]);
  const copy = (): void => {
    copyText(revealed ?? valueText(record, field));
  };
  const kit = kitOf(field);
  const wide = kit.wide === true;
  const doubt = editing || masked ? null : kit.check?.(record[field.name], field);
  return (
    <div className={`spot${wide ? " spot--wide" : ""}`}>
      <dt>{field.label}</dt>
      <dd>
        {editing ? (
          <Editing {...props} onDone={() => setEditing(false)} />
        ) : (
          <div className="spot__value">
            <span className="spot__text">
              {revealed !== null ? (
                <Value record={{ id: record.id, [field.name]: revealed }} field={field} mode="full" />
              ) : (
                <Value record={record} field={field} mode="full" />
              )}
            </span>
            <span className="spot__tools">
              {masked && revealed === null && (
                <IconButton
                  icon="eye"
                  size="small"
                  label={t("record.reveal", { label: field.label })}
                  onClick={() => void actions.reveal(field.name).then(setRevealed)}
                />
              )}
              {canEdit && (!masked || revealed !== null) && (
                <IconButton
                  icon="edit"
                  size="small"
                  label={t("record.editField", { label: field.label })}
                  onClick={() => setEditing(true)}
                />
              )}
              {valueText(record, field) && (
                <span className="spot__copy">
                  <IconButton
                    icon="copy"
                    size="small"
                    label={t("record.copyField", { label: field.label })}
                    onClick={copy}
                  />
                </span>
              )}
            </span>
          </div>
        )}
        {doubt && <p className="field__warn">{doubt}</p>}
        <Slot
          name="fieldAfter"
          subjects={[`${meta.key}.${field.name}`, field.type]}
          props={{ entity: meta.key, field, value: record[field.name] }}
        />
      </dd>
    </div>
  );
}

export function Overview({ meta, record, actions }: { meta: EntityMeta; record: Rec; actions: RecordActions }) {
  const fields = fieldMap(meta);
  const named = new Set(meta.layout.sections.flatMap((section) => section.fields));
  const custom = meta.fields
    .filter((field) => field.custom && !named.has(field.name) && field.view !== "hidden")
    .map((field) => field.name);
  const sections =
    custom.length > 0
      ? [...meta.layout.sections, { key: "_custom", label: t("form.rest"), fields: custom }]
      : meta.layout.sections;
  return (
    <div className="overview">
      {sections.map((section) => {
        const shown = section.fields
          .flatMap((name) => fields.get(name) ?? [])
          .filter((field) => holds(field.visible_if, record));
        if (shown.length === 0) return null;
        return (
          <section key={section.key}>
            <h2>{section.label}</h2>
            <dl className="spots">
              {shown.map((field) => (
                <Spot key={field.name} meta={meta} record={record} field={field} actions={actions} />
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}
