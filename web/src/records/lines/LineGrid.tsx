/** The rows of a document as a table to type in. Only the active cell holds an input, so a hundred rows stay quick. */
import { useRef } from "react";
import { kitOf } from "@/fields/registry";
import { Value, valueText } from "@/fields/Value";
import { t } from "@/i18n";
import type { FormList } from "./form";
import { LineRow, shownValue } from "./LineRow";
import { type Line, type LineColumn, type LineErrors, sumOf } from "./rows";
import type { Derived } from "./useDerived";
import { useGrid } from "./useGrid";
import type { LinesModel } from "./useLines";

const NO_WIDTH = 44;
const TOOLS_WIDTH = 76;
const MIN_WIDTH = 92;

interface Props {
  known: FormList;
  model: LinesModel;
  errors: LineErrors;
  derived: Derived;
  onActive: (key: string | null) => void;
}

export const widthOf = (column: LineColumn): number => Math.max(kitOf(column.field).width, MIN_WIDTH);

/** What is only read needs less room than what is typed into: the amounts at the end are to be seen without moving. */
const READ: Partial<Record<string, number>> = { percent: 70, choice: 72, integer: 72, decimal: 92, money: 114 };
const READ_WORDS = 112;
const READ_LEAST = 52;
const CHARACTER = 14;
const LETTER = 9;
const DIGIT = 7.8;
const LATIN = 0x2e7f;
const PADDING = 18;
const SUM_MORE = 12;
const TAG_MORE = 14;
const READ_GROWING = 130;
const GROWING = new Set(["text", "long_text", "link", "address"]);

/** Widths in pixels; the first column of words takes what is left. */
export function Widths(props: {
  columns: readonly LineColumn[];
  tools: boolean;
  /** What is read: columns of short words, as units are, leave their room to the names. */
  lines?: readonly Line[];
}) {
  const { columns, tools, lines = [] } = props;
  const growing = columns.find(({ field }) => GROWING.has(field.type));
  return (
    <colgroup>
      <col style={{ width: NO_WIDTH }} />
      {columns.map((column) => (
        <col
          key={column.field.name}
          style={column === growing ? undefined : { width: tools ? widthOf(column) : readOf(column, lines) }}
        />
      ))}
      {tools && <col style={{ width: TOOLS_WIDTH }} />}
    </colgroup>
  );
}

export const tableWidth = (columns: readonly LineColumn[]): number =>
  NO_WIDTH + TOOLS_WIDTH + columns.reduce((sum, column) => sum + widthOf(column), 0);

/** As much as the longest value needs, up to what its kind may take. */
export function readOf({ field, summed }: LineColumn, lines: readonly Line[]): number {
  const most = READ[field.type] ?? READ_WORDS;
  const texts = lines.map((line) => valueText({ id: 0, ...line.values }, field));
  const longest = Math.max(widthOfText(field.label), ...texts.map(widthOfText));
  // A sum stands bold below its column and is longer than its parts; a choice is a tag.
  const more = summed ? SUM_MORE : field.type === "choice" ? TAG_MORE : 0;
  return Math.min(most, Math.max(READ_LEAST, longest + PADDING + more));
}

const widthOfOne = (one: string): number =>
  one.charCodeAt(0) > LATIN || one === "%" ? CHARACTER : /[\d.,:-]/.test(one) ? DIGIT : LETTER;
const widthOfText = (text: string): number => [...text].reduce((sum, one) => sum + widthOfOne(one), 0);

export const readWidth = (columns: readonly LineColumn[], lines: readonly Line[]): number =>
  NO_WIDTH +
  columns.reduce((sum, column) => sum + readOf(column, lines), 0) +
  (columns.some(({ field }) => GROWING.has(field.type)) ? READ_GROWING - READ_WORDS : 0);

export function LineGrid({ known, model, errors, derived, onActive }: Props) {
  const box = useRef<HTMLTableElement>(null);
  const { list, columns } = known;
  const { at, drop, acts, onKeyDown, onPaste, onCopy } = useGrid(box, model, columns);
  const rows = derived.rows[list.key] ?? {};
  const currency = model.currency();
  return (
    <div className="lines__scroll">
      <table
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table to type in is a grid in the words of ARIA
        role="grid"
        className="lines__table"
        style={{ minWidth: tableWidth(columns) }}
        aria-label={t("lines.table", { label: list.label })}
        aria-rowcount={model.lines.length + 2}
        aria-colcount={columns.length + 2}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onCopy={onCopy}
        onFocus={() => onActive(model.lines[at.row]?.key ?? null)}
      >
        <Widths columns={columns} tools />
        <thead>
          <tr>
            <th scope="col" className="lines__no">
              <span className="sr-only">{t("lines.row")}</span>#
            </th>
            {columns.map(({ field, editable }) => (
              <th key={field.name} scope="col" className={kitOf(field).align === "right" ? "is-right" : ""}>
                {editable && field.required && (
                  <span className="field__star" aria-hidden="true">
                    *
                  </span>
                )}
                {field.label}
              </th>
            ))}
            <th scope="col" className="lines__tools">
              <span className="sr-only">{t("lines.tools")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {model.lines.map((line, row) => (
            <LineRow
              key={line.key}
              line={line}
              at={row}
              columns={columns}
              derived={rows[line.key]}
              old={derived.old}
              errors={errors[line.key]}
              active={row === at.row ? at.column : -1}
              editing={row === at.row && at.editing}
              start={row === at.row ? at.start : null}
              currency={currency}
              entity={list.entity}
              drop={drop && drop.from !== drop.to && drop.to === row ? (drop.from < row ? "below" : "above") : null}
              acts={acts}
            />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="lines__no">
              <span className="sr-only">{t("lines.sum")}</span>Σ
            </th>
            {columns.map((column) => {
              const sum = column.summed
                ? sumOf(model.lines.map((line) => shownValue(line, column, rows[line.key])))
                : null;
              return (
                <td key={column.field.name} className={kitOf(column.field).align === "right" ? "is-right" : ""}>
                  {sum !== null && <Value record={{ id: 0, [column.field.name]: sum }} field={column.field} />}
                </td>
              );
            })}
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
