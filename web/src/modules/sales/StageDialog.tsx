/** One stage of a sales process: what it is, how long it usually lasts, what it takes to come here. */
import "@/i18n/words/sales";
import { Modal, Select } from "antd";
import { Suspense, useId, useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { fieldMap } from "@/meta/hooks";
import { createRecord, saveRecord, versionOf } from "@/records/data";
import { Bone } from "@/ui/parts";

const PARTS = [
  ["name", "kind", "color", "probability", "guide"],
  ["expected_days", "warning_days"],
  ["evidence_text", "evidence_file", "gate_registered", "gate_project", "gate_activities"],
];
const NOT_ASKED = new Set(["stage", "process", "owner", "state", "external_ref"]);
const freshKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** Fields of an opportunity that a stage may ask for. */
export const askable = (meta: EntityMeta): FieldMeta[] =>
  meta.fields.filter((field) => !field.read_only && field.view === "full" && !NOT_ASKED.has(field.name));

export default function StageDialog(props: {
  meta: EntityMeta;
  opportunity: EntityMeta;
  process: number;
  siblings: Rec[];
  stage: Rec | null;
  onClose: (saved: Rec | null) => void;
}) {
  const { meta, stage } = props;
  const id = useId();
  const fields = fieldMap(meta);
  const [values, setValues] = useState<Record<string, unknown>>(
    () => stage ?? { kind: "open", color: "blue", probability: "0", order: (props.siblings.length + 1) * 10 },
  );
  const [required, setRequired] = useState<string[]>(() => (stage?.required_fields as string[] | null) ?? []);
  const [next, setNext] = useState<number[]>(() =>
    ((stage?.next_stages as { id: number }[] | null) ?? []).map((one) => one.id),
  );
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const names = PARTS.flat();

  const save = async (): Promise<void> => {
    setBusy(true);
    const wire: Record<string, unknown> = { required_fields: required, next_stages: next, order: values.order };
    for (const name of names) {
      const field = fields.get(name);
      if (field) wire[name] = kitOf(field).toApi(values[name]);
    }
    try {
      const saved = stage
        ? await saveRecord(meta.key, stage.id, wire, await versionOf(meta.key, stage))
        : await createRecord(meta.key, { ...wire, process: props.process }, freshKey());
      props.onClose(saved);
    } catch (error) {
      setErrors(formErrors(error, [...names, "required_fields", "next_stages"]));
      setBusy(false);
    }
  };
  const row = (name: string) => {
    const field = fields.get(name);
    if (!field) return null;
    const { Input } = kitOf(field);
    const error = errors.fields[name];
    return (
      <div key={name} className={`field${error ? " is-bad" : ""}`}>
        <label htmlFor={`${id}-${name}`}>
          {field.required && <span className="field__star">*</span>}
          {field.label}
        </label>
        <Suspense fallback={<Bone height={32} />}>
          <Input
            id={`${id}-${name}`}
            field={field}
            value={values[name]}
            invalid={Boolean(error)}
            entity={meta.key}
            onChange={(value) => setValues({ ...values, [name]: value })}
          />
        </Suspense>
        {error && <p className="field__error">{error}</p>}
      </div>
    );
  };
  const pick = (name: string, control: React.ReactNode, hint: string) => (
    <div className={`field${errors.fields[name] ? " is-bad" : ""}`}>
      <label htmlFor={`${id}-${name}`}>{fields.get(name)?.label}</label>
      {control}
      <p className="field__help muted">{hint}</p>
      {errors.fields[name] && <p className="field__error">{errors.fields[name]}</p>}
    </div>
  );
  return (
    <Modal
      open
      width={640}
      title={stage ? t("sales.editStage", { name: String(stage.name) }) : t("sales.addStage")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => void save()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <div className="stage-form">{PARTS[0]?.map(row)}</div>
        <div className="stage-form">{PARTS[1]?.map(row)}</div>
        <h3>{t("sales.gate")}</h3>
        {pick(
          "required_fields",
          <Select
            id={`${id}-required_fields`}
            mode="multiple"
            value={required}
            options={askable(props.opportunity).map((field) => ({ value: field.name, label: field.label }))}
            optionFilterProp="label"
            onChange={setRequired}
          />,
          t("sales.requiredHint"),
        )}
        <div className="stage-form">{PARTS[2]?.map(row)}</div>
        {pick(
          "next_stages",
          <Select
            id={`${id}-next_stages`}
            mode="multiple"
            value={next}
            options={props.siblings
              .filter((one) => one.id !== stage?.id)
              .map((one) => ({ value: one.id, label: String(one.name) }))}
            optionFilterProp="label"
            onChange={setNext}
          />,
          t("sales.nextHint"),
        )}
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
      </div>
    </Modal>
  );
}
