/** One row of the table: plain spans, and an input in the one cell that is being edited. Drawn anew only when it changed. */
import { memo } from "react";
import type { Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { Value, valueText } from "@/fields/Value";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { CellInput, type Leave } from "./CellInput";
import type { Line, LineColumn } from "./rows";

/** Shown as words: a link inside a cell would lead away from what is being typed. */
const LINKS = new Set(["link", "user", "department", "multi_link"]);

/** What a row asks the table to do. The object stays the same, so that rows need not be drawn for it. */
export interface RowActs {
  enter: (row: number, column: number, edit: boolean) => void;
  commit: (key: string, name: string, value: unknown, leave: Leave) => void;
  problem: (key: string, name: string, code: string, text: string, leave: Leave) => void;
  cancel: () => void;
  duplicate: (key: string) => void;
  remove: (key: string, row: number) => void;
  grab: (event: React.PointerEvent, row: number) => void;
  step: (row: number, by: 1 | -1) => void;
}

export interface LineRowProps {
  line: Line;
  at: number;
  columns: readonly LineColumn[];
  /** What the server reckons of it. */
  derived: Record<string, unknown> | undefined;
  old: boolean;
  errors: Record<string, string> | undefined;
  /** The column of the active cell, -1 for another row. */
  active: number;
  editing: boolean;
  start: string | null;
  currency: string;
  entity: string;
  /** Where a row that is dragged would go. */
  drop: "above" | "below" | null;
  acts: RowActs;
}

/** What a cell shows: of fields that nobody types in, the reckoned value. */
export const shownValue = (
  line: Line,
  { field, editable }: LineColumn,
  derived: Record<string, unknown> | undefined,
): unknown => (editable || derived?.[field.name] === undefined ? line.values[field.name] : derived[field.name]);

export const LineRow = memo(function LineRow(props: LineRowProps) {
  const { line, at, columns, derived, errors, active, acts } = props;
  const number = at + 1;
  const wrong = errors?.[""];
  return (
    <tr
      data-row={at}
      className={`${props.drop ? `is-drop-${props.drop}` : ""}${wrong ? " is-bad" : ""}`}
      aria-rowindex={number + 1}
      title={wrong}
    >
      <th scope="row" className="lines__no">
        <button
          type="button"
          className="lines__grip"
          aria-label={t("lines.drag", { n: number })}
          tabIndex={active === 0 ? 0 : -1}
          onPointerDown={(event) => acts.grab(event, at)}
          onKeyDown={(event) => {
            if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
            event.preventDefault();
            event.stopPropagation();
            acts.step(at, event.key === "ArrowUp" ? -1 : 1);
          }}
        >
          <Icon name="drag" size={14} />
        </button>
        {number}
      </th>
      {columns.map((column, index) => {
        const { field, editable } = column;
        const isActive = active === index;
        const problem = errors?.[field.name];
        const label = t("lines.cell", { n: number, label: field.label });
        const kit = kitOf(field);
        const record: Rec = {
          id: line.id ?? 0,
          [field.name]: shownValue(line, column, derived),
          _masked: line.masked?.includes(field.name) ? [field.name] : undefined,
        };
        const classes = [
          kit.align === "right" ? "is-right" : "",
          editable ? "" : "is-fixed",
          isActive ? "is-active" : "",
          problem ? "is-bad" : "",
          !editable && props.old ? "is-old" : "",
        ];
        const edited = isActive && props.editing && editable;
        return (
          <td
            key={field.name}
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a cell of a grid
            role="gridcell"
            className={classes.filter(Boolean).join(" ")}
            data-cell={`${at}:${index}`}
            tabIndex={isActive && !edited ? 0 : -1}
            aria-colindex={index + 2}
            aria-readonly={!editable}
            aria-invalid={problem ? true : undefined}
            aria-label={problem ? `${label} ${problem}` : undefined}
            title={problem}
            onMouseDown={(event) => {
              if (event.button !== 0 || edited) return;
              event.preventDefault();
              acts.enter(at, index, editable);
            }}
          >
            {edited ? (
              <CellInput
                field={field}
                value={line.masked?.includes(field.name) ? null : (line.values[field.name] ?? null)}
                label={label}
                currency={props.currency}
                start={props.start}
                entity={props.entity}
                onCommit={(value, leave) => acts.commit(line.key, field.name, value, leave)}
                onProblem={(code, text, leave) => acts.problem(line.key, field.name, code, text, leave)}
                onCancel={acts.cancel}
              />
            ) : (
              <span className="lines__value">
                {LINKS.has(field.type) ? valueText(record, field) : <Value record={record} field={field} />}
              </span>
            )}
          </td>
        );
      })}
      <td className="lines__tools" tabIndex={-1}>
        <IconButton
          icon="copy"
          size="small"
          label={t("lines.duplicate", { n: number })}
          onClick={() => acts.duplicate(line.key)}
        />
        <IconButton
          icon="trash"
          size="small"
          label={t("lines.remove", { n: number })}
          onClick={() => acts.remove(line.key, at)}
        />
      </td>
    </tr>
  );
});
