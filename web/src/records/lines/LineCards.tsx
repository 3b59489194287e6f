/** The rows of a document on a phone: a card each, and a sheet to edit one. */
import { Button, Drawer } from "antd";
import { Suspense, useId, useState } from "react";
import type { FieldMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { isEmpty } from "@/fields/types";
import { Value, valueText } from "@/fields/Value";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { Bone } from "@/ui/parts";
import type { FormList } from "./form";
import { shownValue } from "./LineRow";
import type { Line, LineColumn, LineErrors } from "./rows";
import type { Derived } from "./useDerived";
import type { LinesModel } from "./useLines";

interface Props {
  known: FormList;
  model: LinesModel;
  errors: LineErrors;
  derived: Derived;
}

const recordOf = (line: Line, columns: readonly LineColumn[], derived?: Record<string, unknown>): Rec => ({
  id: line.id ?? 0,
  ...Object.fromEntries(columns.map((column) => [column.field.name, shownValue(line, column, derived)])),
  _masked: line.masked ? [...line.masked] : undefined,
});

/** What a card is called by: its first text or link. */
const isName = ({ field }: LineColumn): boolean => ["text", "link", "long_text"].includes(field.type);

export function CardFace({
  line,
  columns,
  derived,
}: {
  line: Line;
  columns: readonly LineColumn[];
  derived?: Record<string, unknown>;
}) {
  const record = recordOf(line, columns, derived);
  const named = columns.filter(isName).find(({ field }) => !isEmpty(record[field.name]));
  const amount = [...columns].reverse().find(({ field }) => field.type === "money");
  const rest = columns.filter((column) => column !== named && column !== amount && !isEmpty(record[column.field.name]));
  return (
    <>
      <span className="lines__card-name">{named ? valueText(record, named.field) : t("lines.unnamed")}</span>
      {amount && (
        <span className="lines__card-amount">
          <Value record={record} field={amount.field} />
        </span>
      )}
      <span className="lines__card-rest">
        {rest.map(({ field }) => (
          <span key={field.name}>
            {field.label} {valueText(record, field)}
          </span>
        ))}
      </span>
    </>
  );
}

export function LineCards({ known, model, errors, derived }: Props) {
  const { list, columns } = known;
  const [open, setOpen] = useState<string | null>(null);
  const at = model.lines.findIndex((line) => line.key === open);
  const line = model.lines[at];
  const rows = derived.rows[list.key] ?? {};
  const close = (): void => setOpen(null);
  return (
    <>
      <ol className="lines__cards">
        {model.lines.map((one, index) => (
          <li key={one.key}>
            <button
              type="button"
              className={`lines__card${errors[one.key] ? " is-bad" : ""}`}
              onClick={() => setOpen(one.key)}
            >
              <span className="lines__card-no" aria-hidden="true">
                {index + 1}
              </span>
              <CardFace line={one} columns={columns} derived={rows[one.key]} />
              {errors[one.key] && (
                <span className="field__error lines__card-rest">{Object.values(errors[one.key] ?? {}).join(" ")}</span>
              )}
            </button>
          </li>
        ))}
      </ol>
      {line && (
        <Drawer
          open
          placement="bottom"
          size="86%"
          title={t("lines.rowN", { n: at + 1 })}
          className="lines__sheet"
          onClose={close}
          footer={
            <div className="lines__sheet-foot">
              <Button
                disabled={at === 0}
                icon={<Icon name="up" />}
                aria-label={t("lines.up")}
                onClick={() => model.move(at, at - 1)}
              />
              <Button
                disabled={at === model.lines.length - 1}
                icon={<Icon name="down" />}
                aria-label={t("lines.down")}
                onClick={() => model.move(at, at + 1)}
              />
              <Button
                icon={<Icon name="copy" />}
                aria-label={t("lines.copy")}
                onClick={() => model.duplicate(line.key)}
              />
              <Button
                danger
                icon={<Icon name="trash" />}
                aria-label={t("lines.delete")}
                onClick={() => {
                  close();
                  model.remove(line.key);
                }}
              />
              <Button type="primary" onClick={close}>
                {t("lines.done")}
              </Button>
            </div>
          }
        >
          <div className="form-grid">
            {columns.map((column) => (
              <SheetField
                key={`${line.key}.${column.field.name}`}
                column={column}
                line={line}
                entity={list.entity}
                error={errors[line.key]?.[column.field.name]}
                derived={rows[line.key]}
                onChange={(value) => model.change(line.key, { [column.field.name]: value })}
              />
            ))}
          </div>
        </Drawer>
      )}
    </>
  );
}

function SheetField(props: {
  column: LineColumn;
  line: Line;
  entity: string;
  error: string | undefined;
  derived: Record<string, unknown> | undefined;
  onChange: (value: unknown) => void;
}) {
  const { column, line, error } = props;
  const field: FieldMeta = column.field;
  const id = useId();
  const { Input } = kitOf(field);
  if (!column.editable) {
    return (
      <div className="field">
        <span className="field__name muted">{field.label}</span>
        <Value record={recordOf(line, [column], props.derived)} field={field} mode="full" />
      </div>
    );
  }
  return (
    <div className={`field${error ? " is-bad" : ""}`}>
      <label htmlFor={id}>
        {field.required && (
          <span className="field__star" aria-hidden="true">
            *
          </span>
        )}
        {field.label}
      </label>
      <Suspense fallback={<Bone height={44} />}>
        <Input
          id={id}
          field={field}
          value={line.masked?.includes(field.name) ? null : (line.values[field.name] ?? null)}
          invalid={error !== undefined}
          describedBy={error ? `${id}-note` : undefined}
          entity={props.entity}
          onChange={props.onChange}
        />
      </Suspense>
      {error && (
        <p id={`${id}-note`} className="field__error">
          {error}
        </p>
      )}
    </div>
  );
}
