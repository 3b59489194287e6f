/** One record in a calendar, and what is added up there. */
import "@/i18n/words/listCalendar";
import type { DragEvent } from "react";
import type { CalendarSpan, EntityMeta, FieldMeta, Money, Rec } from "@/api/types";
import { linkText } from "@/fields/link/Display";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { fieldMap } from "@/meta/hooks";
import { formatBig } from "@/ui/format";
import { IconButton } from "@/ui/parts";
import { shortMoney } from "../board/Card";
import { TitleLink } from "../list/columns";

export function sumText(amounts: Money[] | undefined): string {
  return (amounts ?? []).map((one) => (one.currency ? shortMoney(one) : formatBig(Number(one.amount)))).join(" + ");
}

/** Each sum with its name. */
export function Sums({ meta, span }: { meta: EntityMeta; span: CalendarSpan | undefined }) {
  const fields = fieldMap(meta);
  return Object.entries(span?.sums ?? {})
    .filter(([, amounts]) => amounts.length > 0)
    .map(([name, amounts]) => (
      <span key={name} className="day-sum">
        {fields.get(name)?.label} <strong className="num">{sumText(amounts)}</strong>
      </span>
    ));
}

interface RecordProps {
  meta: EntityMeta;
  record: Rec;
  amount?: FieldMeta;
  busy: boolean;
  movable: boolean;
  onAsk: () => void;
}

const nameOf = (meta: EntityMeta, record: Rec): string => String(record[meta.title] || `#${record.id}`);

export function Chip(props: RecordProps & { late: boolean; onDrag: (record: Rec | null) => void }) {
  const { meta, record, amount } = props;
  const start = (event: DragEvent): void => {
    event.dataTransfer.setData("text/plain", String(record.id));
    event.dataTransfer.effectAllowed = "move";
    props.onDrag(record);
  };
  const sum = amount ? shortMoney(record[amount.name]) : "";
  return (
    <li
      className={`day-chip${props.late ? " is-late" : ""}${props.busy ? " is-busy" : ""}`}
      draggable={props.movable && !props.busy}
      title={sum ? `${nameOf(meta, record)} · ${sum}` : nameOf(meta, record)}
      onDragStart={start}
      onDragEnd={() => props.onDrag(null)}
    >
      <TitleLink meta={meta} record={record} />
      <span className="num day-chip__sum">{sum}</span>
      {props.movable && (
        <IconButton
          icon="calendar"
          size="small"
          label={t("listCalendar.move", { name: nameOf(meta, record) })}
          onClick={props.onAsk}
        />
      )}
    </li>
  );
}

/** On a phone: a line of the day's list. */
export function Line(props: RecordProps & { below: FieldMeta[] }) {
  const { meta, record, amount } = props;
  return (
    <li className={`day-line${props.busy ? " is-busy" : ""}`}>
      <span className="day-line__what">
        <TitleLink meta={meta} record={record} />
        <span className="day-line__facts">
          {props.below.map((field) => (
            <span key={field.name} className="ellipsis">
              {field.link ? linkText(record[field.name]) : <Value record={record} field={field} />}
            </span>
          ))}
        </span>
      </span>
      <strong className="num">{amount ? shortMoney(record[amount.name]) : ""}</strong>
      {props.movable && (
        <IconButton
          icon="calendar"
          label={t("listCalendar.move", { name: nameOf(meta, record) })}
          onClick={props.onAsk}
        />
      )}
    </li>
  );
}
