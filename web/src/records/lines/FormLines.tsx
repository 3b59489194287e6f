/** The lists of rows in a document's form, with what the server reckons from them. */
import "@/i18n/words/lines";
import "@/ui/css/lines.css";
import { Button } from "antd";
import { useMemo, useState } from "react";
import type { EntityMeta, FieldMeta } from "@/api/types";
import { isEmpty } from "@/fields/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { Slot } from "@/slots/Slot";
import { useIsPhone } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Empty } from "@/ui/parts";
import type { FormModel } from "../form/useForm";
import { type FormList, linesOf, sentLists } from "./form";
import { LineCards } from "./LineCards";
import { LineGrid } from "./LineGrid";
import type { LineErrors } from "./rows";
import { type Derived, useDerived } from "./useDerived";
import { useLines } from "./useLines";

export default function FormLines({ meta, lists, form }: { meta: EntityMeta; lists: FormList[]; form: FormModel }) {
  const sent = sentLists(lists, form.values);
  const filled = Object.values(sent).some(({ rows }) => rows.length > 0);
  const derived = useDerived(meta.key, form.trial(), sent, filled);
  return (
    <>
      {lists.map((known) => (
        <ListSection key={known.list.key} meta={meta} known={known} form={form} derived={derived} />
      ))}
      <Totals meta={meta} derived={derived} />
    </>
  );
}

function ListSection({
  meta,
  known,
  form,
  derived,
}: {
  meta: EntityMeta;
  known: FormList;
  form: FormModel;
  derived: Derived;
}) {
  const { list } = known;
  const phone = useIsPhone();
  const model = useLines(known, form);
  const [active, setActive] = useState<string | null>(null);
  const told = form.lineErrors[list.key];
  const errors = useMemo(() => merged(told, model.errors), [told, model.errors]);
  const lines = linesOf(form.values, list.key);
  const whole = form.errors.fields[list.key];
  return (
    <section className="form-section lines" aria-label={list.label}>
      <div className="lines__head">
        <h2>
          {list.required && (
            <span className="field__star" aria-hidden="true">
              *
            </span>
          )}
          {list.label}
        </h2>
        <span className="muted">{t("lines.count", { n: lines.length })}</span>
        {model.looking && (
          <span className="muted" role="status">
            {t("lines.looking")}
          </span>
        )}
        <span className="lines__acts">
          <Slot
            name="lineActions"
            subjects={[meta.key, list.entity]}
            props={{ meta, list, values: form.values, lines, active, add: model.add, change: model.change }}
          />
          <Button size={phone ? "middle" : "small"} icon={<Icon name="plus" size={14} />} onClick={() => model.add()}>
            {t("lines.add")}
          </Button>
        </span>
      </div>
      {whole && (
        <p className="field__error is-bad" role="alert" tabIndex={-1}>
          {whole}
        </p>
      )}
      {lines.length === 0 ? (
        <Empty
          text={t("lines.empty", { label: list.label })}
          hint={phone ? undefined : t("lines.emptyHint")}
          action={<Button onClick={() => model.add()}>{t("lines.add")}</Button>}
        />
      ) : phone ? (
        <LineCards known={known} model={model} errors={errors} derived={derived} />
      ) : (
        <>
          <LineGrid known={known} model={model} errors={errors} derived={derived} onActive={setActive} />
          <Problems errors={errors} known={known} keys={lines.map((line) => line.key)} />
          <p className="field__help">{t("lines.keys")}</p>
        </>
      )}
      <span className="sr-only" role="status">
        {model.said}
      </span>
    </section>
  );
}

const MAX_SAID = 5;

/** What is wrong, in words below the table: a red cell alone says nothing. */
function Problems({ errors, known, keys }: { errors: LineErrors; known: FormList; keys: string[] }) {
  const labels = new Map(known.columns.map(({ field }) => [field.name, field.label]));
  const said = keys.flatMap((key, at) =>
    Object.entries(errors[key] ?? {}).map(([name, text]) => ({
      id: `${key}.${name}`,
      text: `${t("lines.rowN", { n: at + 1 })} ${labels.get(name) ?? ""}: ${text}`,
    })),
  );
  if (said.length === 0) return null;
  return (
    <ul className="lines__problems" role="alert">
      {said.slice(0, MAX_SAID).map(({ id, text }) => (
        <li key={id} className="field__error">
          {text}
        </li>
      ))}
      {said.length > MAX_SAID && <li className="field__error">… {said.length - MAX_SAID}</li>}
    </ul>
  );
}

/** Amounts of the document that follow from its rows. */
function Totals({ meta, derived }: { meta: EntityMeta; derived: Derived }) {
  const fields = meta.fields.filter(
    (field: FieldMeta) =>
      field.read_only && field.type === "money" && field.view === "full" && !isEmpty(derived.values[field.name]),
  );
  if (fields.length === 0) return null;
  return (
    <dl
      className={`lines__totals${derived.old ? " is-old" : ""}`}
      aria-label={t("lines.total")}
      aria-busy={derived.old}
    >
      {fields.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            <Value record={{ id: 0, [field.name]: derived.values[field.name] }} field={field} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const merged = (one: LineErrors | undefined, other: LineErrors): LineErrors => {
  const all: LineErrors = { ...one };
  for (const [key, told] of Object.entries(other)) all[key] = { ...all[key], ...told };
  return all;
};
