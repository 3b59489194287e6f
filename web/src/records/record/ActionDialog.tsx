import { Modal } from "antd";
import { Suspense, useId, useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import type { ActionMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { Bone } from "@/ui/parts";

const known = (record: Rec | undefined, name: string): unknown =>
  record?._masked?.includes(name) || record?.[name] === "" ? undefined : record?.[name];

/** A declared action: its question, its input, its refusal. */
export default function ActionDialog(props: {
  action: ActionMeta;
  entity: string;
  /** What stands in the record already is not asked for again. */
  record?: Rec;
  run: (input: Record<string, unknown>) => Promise<void>;
  onClose: () => void;
}) {
  const { action } = props;
  const id = useId();
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(
      action.input.map((field) => [field.name, known(props.record, field.name) ?? field.default ?? null]),
    ),
  );
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await props.run(
        Object.fromEntries(action.input.map((field) => [field.name, kitOf(field).toApi(values[field.name])])),
      );
      props.onClose();
    } catch (error) {
      setErrors(
        formErrors(
          error,
          action.input.map((field) => field.name),
        ),
      );
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={action.label}
      okText={action.label}
      cancelText={t("common.cancel")}
      okButtonProps={{ danger: action.danger, loading: busy }}
      onOk={() => void run()}
      onCancel={props.onClose}
    >
      <div className="stack">
        {action.confirm && <p>{action.confirm}</p>}
        {action.input.map((field) => {
          const { Input } = kitOf(field);
          const error = errors.fields[field.name];
          return (
            <div key={field.name} className={`field${error ? " is-bad" : ""}`}>
              <label htmlFor={`${id}-${field.name}`}>
                {field.required && <span className="field__star">*</span>}
                {field.label}
              </label>
              <Suspense fallback={<Bone height={32} />}>
                <Input
                  id={`${id}-${field.name}`}
                  field={field}
                  value={values[field.name]}
                  invalid={Boolean(error)}
                  entity={props.entity}
                  onChange={(value) => setValues({ ...values, [field.name]: value })}
                />
              </Suspense>
              {error && <p className="field__error">{error}</p>}
            </div>
          );
        })}
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
      </div>
    </Modal>
  );
}
