/** One record on a board: name, whose it is, how much, until when. */
import { Dropdown } from "antd";
import type { DragEvent } from "react";
import type { BoardColumn, EntityMeta, FieldMeta, Rec } from "@/api/types";
import { linkText } from "@/fields/link/Display";
import { isMoney } from "@/fields/money/Display";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { Slot } from "@/slots/Slot";
import { formatBigMoney } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Avatar } from "@/ui/parts";
import { TitleLink } from "../list/columns";

export interface CardFields {
  below: FieldMeta[];
  amount?: FieldMeta;
  date?: FieldMeta;
  owner?: FieldMeta;
}

export function shortMoney(value: unknown): string {
  return isMoney(value) ? formatBigMoney(value.amount, value.currency) : "";
}

export function Card(props: {
  meta: EntityMeta;
  record: Rec;
  fields: CardFields;
  busy: boolean;
  movable: boolean;
  columns: BoardColumn[];
  here: BoardColumn;
  onMove: (to: BoardColumn) => void;
  onDrag: (record: Rec | null) => void;
}) {
  const { meta, record, fields } = props;
  const owner = fields.owner ? linkText(record.owner) : "";
  const start = (event: DragEvent): void => {
    event.dataTransfer.setData("text/plain", String(record.id));
    event.dataTransfer.effectAllowed = "move";
    props.onDrag(record);
  };
  return (
    <li
      className={`board-card${props.busy ? " is-busy" : ""}`}
      draggable={props.movable && !props.busy}
      onDragStart={start}
      onDragEnd={() => props.onDrag(null)}
    >
      <div className="board-card__head">
        <TitleLink meta={meta} record={record} />
        {props.movable && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: props.columns
                .filter((column) => column.value !== props.here.value)
                .map((column) => ({
                  key: String(column.value),
                  label: t("board.moveTo", { column: column.title }),
                  onClick: () => props.onMove(column),
                })),
            }}
          >
            <button
              type="button"
              className="icon-button is-small"
              aria-label={t("board.move", { name: String(record[meta.title] ?? record.id) })}
            >
              <Icon name="more" size={14} />
            </button>
          </Dropdown>
        )}
      </div>
      {fields.below.map((field) => (
        <div key={field.name} className="board-card__below ellipsis">
          {field.link ? linkText(record[field.name]) : <Value record={record} field={field} />}
        </div>
      ))}
      <div className="board-card__foot">
        <strong className="num">{fields.amount ? shortMoney(record[fields.amount.name]) : ""}</strong>
        <span className="board-card__due">
          {fields.date && record[fields.date.name] ? <Value record={record} field={fields.date} /> : null}
          {owner && (
            <span title={owner}>
              <Avatar name={owner} size={22} />
              <span className="sr-only">{owner}</span>
            </span>
          )}
        </span>
      </div>
      <Slot name="boardCard" subjects={[meta.key]} props={{ meta, record }} />
    </li>
  );
}
