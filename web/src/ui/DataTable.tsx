/**
 * The one table of the app: sticky header and first column, column resize, selection with shift, keyboard row,
 * windowing above VIRTUAL_ABOVE rows. Cells are plain elements; rows redraw only when something of theirs changed.
 */
import {
  memo,
  type KeyboardEvent as ReactKeyboardEvent,
  type MouseEvent as ReactMouseEvent,
  type ReactNode,
  type PointerEvent as ReactPointerEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { t } from "@/i18n";
import { copyText } from "./copy";
import { Icon } from "./Icon";

export interface Column<R> {
  key: string;
  title: string;
  width: number;
  align?: "right";
  sortable?: boolean;
  render: (row: R) => ReactNode;
  /** What “copy cell” takes. */
  text?: (row: R) => string;
}

export type Sort = { field: string; desc: boolean } | null;

interface Props<R> {
  columns: Column<R>[];
  rows: R[];
  /** Which rows these are (view, filter, order, page): another set starts at the top, the same one after a change does
   * not move. */
  set?: string;
  rowKey: (row: R) => number;
  label: string;
  density?: "compact" | "normal" | "loose";
  selected?: ReadonlySet<number>;
  onSelect?: (ids: Set<number>) => void;
  sort?: Sort;
  onSort?: (key: string) => void;
  onResize?: (key: string, width: number) => void;
  active?: number;
  onActive?: (index: number) => void;
  onOpen?: (row: R) => void;
  onEditCell?: (row: R, key: string, cell: HTMLElement) => void;
  busy?: boolean;
}

export const VIRTUAL_ABOVE = 100;
const OVERSCAN = 12;
const ROW_HEIGHT = { compact: 34, normal: 38, loose: 46 };
export const CHECK_WIDTH = 44;
const MIN_WIDTH = 64;

interface RowProps<R> {
  row: R;
  id: number;
  index: number;
  columns: Column<R>[];
  selectable: boolean;
  selected: boolean;
  active: boolean;
}

function RowView<R>({ row, id, index, columns, selectable, selected, active }: RowProps<R>) {
  return (
    <tr
      data-index={index}
      className={`${selected ? "is-selected" : ""}${active ? " is-active" : ""}`}
      aria-selected={selectable ? selected : undefined}
    >
      {selectable && (
        <td className="grid__check">
          <input type="checkbox" checked={selected} readOnly data-check={id} aria-label={t("table.selectRow")} />
        </td>
      )}
      {columns.map((column) => (
        <td key={column.key} data-key={column.key} className={column.align === "right" ? "is-right" : undefined}>
          {column.render(row)}
        </td>
      ))}
    </tr>
  );
}
const Row = memo(RowView) as typeof RowView;

function useWindow(enabled: boolean, count: number, height: number, scroller: { current: HTMLDivElement | null }) {
  const [range, setRange] = useState({ from: 0, to: 60 });
  useEffect(() => {
    const box = scroller.current;
    if (!enabled || !box) return;
    const update = (): void => {
      const from = Math.max(0, Math.floor(box.scrollTop / height) - OVERSCAN);
      const to = Math.ceil((box.scrollTop + box.clientHeight) / height) + OVERSCAN;
      setRange((old) =>
        Math.abs(old.from - from) < OVERSCAN / 2 && Math.abs(old.to - to) < OVERSCAN / 2 ? old : { from, to },
      );
    };
    update();
    box.addEventListener("scroll", update, { passive: true });
    return () => box.removeEventListener("scroll", update);
  }, [enabled, height, scroller]);
  return enabled ? { from: Math.min(range.from, count), to: Math.min(range.to, count) } : { from: 0, to: count };
}

export function DataTable<R>(props: Props<R>) {
  const { columns, rows, rowKey, selected, onSelect, sort, density = "normal" } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<number | null>(null);
  const lastCell = useRef<{ row: R; key: string } | null>(null);
  const [drag, setDrag] = useState<{ key: string; width: number } | null>(null);
  const height = ROW_HEIGHT[density];
  const { from, to } = useWindow(rows.length > VIRTUAL_ABOVE, rows.length, height, scroller);
  const selectable = selected !== undefined;
  const widthOf = (column: Column<R>): number => (drag?.key === column.key ? drag.width : column.width);
  const total = columns.reduce((sum, column) => sum + widthOf(column), selectable ? CHECK_WIDTH : 0);

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const shade = (): void => {
      box.classList.toggle("is-scrolled", box.scrollLeft > 0);
    };
    box.addEventListener("scroll", shade, { passive: true });
    return () => box.removeEventListener("scroll", shade);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another set starts at the top
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [props.set]);

  useEffect(() => {
    if (props.active === undefined || props.active < 0) return;
    const row = scroller.current?.querySelector(`tr[data-index="${props.active}"]`);
    row?.scrollIntoView({ block: "nearest" });
  }, [props.active]);

  const toggle = (index: number, range: boolean): void => {
    if (!selected || !onSelect) return;
    const next = new Set(selected);
    const row = rows[index];
    if (!row) return;
    const on = !next.has(rowKey(row));
    const start = range && anchor.current !== null ? Math.min(anchor.current, index) : index;
    const end = range && anchor.current !== null ? Math.max(anchor.current, index) : index;
    for (const item of rows.slice(start, end + 1)) on ? next.add(rowKey(item)) : next.delete(rowKey(item));
    anchor.current = index;
    onSelect(next);
  };

  const place = (event: ReactMouseEvent | ReactKeyboardEvent): { index: number; cell: HTMLElement | null } | null => {
    const target = event.target as HTMLElement;
    const row = target.closest("tr");
    if (!row?.dataset.index) return null;
    return { index: Number(row.dataset.index), cell: target.closest("td") };
  };

  const click = (event: ReactMouseEvent): void => {
    const at = place(event);
    if (!at) return;
    if (at.cell?.classList.contains("grid__check")) toggle(at.index, event.shiftKey);
    else {
      const row = rows[at.index];
      lastCell.current = row && at.cell?.dataset.key ? { row, key: at.cell.dataset.key } : null;
      props.onActive?.(at.index);
    }
  };

  const doubleClick = (event: ReactMouseEvent): void => {
    const at = place(event);
    const row = at && rows[at.index];
    if (row && at.cell?.dataset.key) props.onEditCell?.(row, at.cell.dataset.key, at.cell);
  };

  /** Ctrl/⌘ C without marked text copies the cell that was clicked last. */
  const copyCell = (event: ReactKeyboardEvent): void => {
    const cell = lastCell.current;
    if (event.key.toLowerCase() !== "c" || !(event.ctrlKey || event.metaKey) || !cell || String(getSelection() ?? ""))
      return;
    const text = columns.find((column) => column.key === cell.key)?.text?.(cell.row);
    if (text) copyText(text);
  };

  const startResize = (event: ReactPointerEvent, column: Column<R>): void => {
    event.preventDefault();
    event.stopPropagation();
    const x0 = event.clientX;
    const width0 = column.width;
    let width = width0;
    const move = (e: PointerEvent): void => {
      width = Math.max(MIN_WIDTH, width0 + e.clientX - x0);
      setDrag({ key: column.key, width });
    };
    const up = (): void => {
      removeEventListener("pointermove", move);
      setDrag(null);
      props.onResize?.(column.key, width);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up, { once: true });
  };

  const allOn = rows.length > 0 && selectable && rows.every((row) => selected.has(rowKey(row)));
  const someOn = selectable && !allOn && rows.some((row) => selected.has(rowKey(row)));

  return (
    <section
      className={`grid grid--${density}${props.busy ? " is-busy" : ""}`}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it
      tabIndex={0}
      aria-label={props.label}
      aria-busy={props.busy}
      onKeyDown={copyCell}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the page, see useListKeys */}
      <table
        style={{ width: total }}
        onClick={click}
        onDoubleClick={doubleClick}
        className={selectable ? "has-check" : ""}
      >
        <colgroup>
          {selectable && <col style={{ width: CHECK_WIDTH }} />}
          {columns.map((column) => (
            <col key={column.key} style={{ width: widthOf(column) }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {selectable && (
              <th className="grid__check">
                <input
                  type="checkbox"
                  aria-label={t("table.selectAll")}
                  checked={allOn}
                  ref={(box) => {
                    if (box) box.indeterminate = someOn;
                  }}
                  onChange={() => onSelect?.(allOn ? new Set() : new Set(rows.map(rowKey)))}
                />
              </th>
            )}
            {columns.map((column) => {
              const state = sort?.field === column.key ? (sort.desc ? "descending" : "ascending") : undefined;
              return (
                <th
                  key={column.key}
                  className={column.align === "right" ? "is-right" : undefined}
                  aria-sort={state ?? (column.sortable ? "none" : undefined)}
                >
                  {column.sortable && props.onSort ? (
                    <button type="button" className="grid__sort" onClick={() => props.onSort?.(column.key)}>
                      <span className="ellipsis">{column.title}</span>
                      <span className={`grid__arrow${state ? " is-on" : ""}`}>
                        {state && <Icon name={state === "descending" ? "down" : "up"} size={12} />}
                      </span>
                    </button>
                  ) : (
                    <span className="ellipsis">{column.title}</span>
                  )}
                  {props.onResize && (
                    <span className="grid__resize" aria-hidden="true" onPointerDown={(e) => startResize(e, column)} />
                  )}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr className="grid__spacer" style={{ height: from * height }} />}
          {rows.slice(from, to).map((row, offset) => {
            const id = rowKey(row);
            return (
              <Row
                key={id}
                row={row}
                id={id}
                index={from + offset}
                columns={columns}
                selectable={selectable}
                selected={selected?.has(id) ?? false}
                active={props.active === from + offset}
              />
            );
          })}
          {to < rows.length && <tr className="grid__spacer" style={{ height: (rows.length - to) * height }} />}
        </tbody>
      </table>
    </section>
  );
}
