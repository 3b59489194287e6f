import { Modal } from "antd";
import { Suspense, useId, useState } from "react";
import { ApiError } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { ActionMeta, EntityMeta, Problem, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { Slot } from "@/slots/Slot";
import { Bone } from "@/ui/parts";

const known = (record: Rec | undefined, name: string): unknown =>
  record?._masked?.includes(name) || record?.[name] === "" ? undefined : record?.[name];

/** A declared action: its question, its input, its refusal. */
export default function ActionDialog(props: {
  action: ActionMeta;
  entity: string;
  /** Of what, where modules may say what can be done about a refusal; what stands in it is not asked for again. */
  about?: { meta: EntityMeta; record: Rec };
  run: (input: Record<string, unknown>) => Promise<void>;
  onClose: () => void;
}) {
  const { action } = props;
  const id = useId();
  const [values, setValues] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(
      action.input.map((field) => [field.name, known(props.about?.record, field.name) ?? field.default ?? null]),
    ),
  );
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await props.run(
        Object.fromEntries(action.input.map((field) => [field.name, kitOf(field).toApi(values[field.name])])),
      );
      props.onClose();
    } catch (error) {
      setProblem(error instanceof ApiError ? error.problem : null);
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
        {problem && props.about && (
          <Slot
            name="actionRefusal"
            subjects={[props.entity]}
            props={{ ...props.about, problem, onClose: props.onClose }}
          />
        )}
      </div>
    </Modal>
  );
}
