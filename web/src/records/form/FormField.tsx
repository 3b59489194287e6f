import { Suspense, useId } from "react";
import type { FieldMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { Slot } from "@/slots/Slot";
import { Bone } from "@/ui/parts";
import type { FormModel } from "./useForm";

export function FormField({
  entity,
  field,
  form,
  autoFocus,
}: {
  entity: string;
  field: FieldMeta;
  form: FormModel;
  autoFocus?: boolean;
}) {
  const id = useId();
  const kit = kitOf(field);
  const error = form.errors.fields[field.name];
  const hint = error ? null : form.hint(field);
  const value = form.values[field.name];
  const masked = form.record.data?._masked?.includes(field.name) ?? false;
  return (
    <div className={`field${kit.wide ? " field--wide" : ""}${error ? " is-bad" : ""}`}>
      <label htmlFor={id}>
        {field.required && (
          <span className="field__star" aria-hidden="true">
            *
          </span>
        )}
        {field.label}
      </label>
      <Suspense fallback={<Bone height={32} />}>
        <kit.Input
          id={id}
          field={field}
          value={masked && value === form.record.data?.[field.name] ? null : value}
          onChange={(next) => form.set(field.name, next)}
          invalid={error !== undefined}
          autoFocus={autoFocus}
          describedBy={error || hint ? `${id}-note` : undefined}
          entity={entity}
        />
      </Suspense>
      <div id={`${id}-note`}>
        {error && <p className="field__error">{error}</p>}
        {hint && <p className="field__warn">{hint}</p>}
        {masked && !error && Boolean(form.record.data?.[field.name]) && (
          <p className="field__help">{t("form.maskedHint", { text: String(form.record.data?.[field.name]) })}</p>
        )}
        {field.help && !error && !hint && <p className="field__help">{field.help}</p>}
      </div>
      <Slot name="fieldAfter" subjects={[`${entity}.${field.name}`, field.type]} props={{ entity, field, value }} />
    </div>
  );
}
