/** Where somebody stands in a table of rows, and where keys lead: as in a spreadsheet. */
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { kitOf } from "@/fields/registry";
import { isRowKey, type Leave } from "./CellInput";
import type { RowActs } from "./LineRow";
import { isBlank, type LineColumn } from "./rows";
import type { LinesModel } from "./useLines";

export interface Place {
  row: number;
  column: number;
}

interface State extends Place {
  editing: boolean;
  start: string | null;
}

const PAGE = 10;

export function useGrid(box: RefObject<HTMLTableElement | null>, model: LinesModel, columns: readonly LineColumn[]) {
  const [at, setAt] = useState<State>({ row: 0, column: 0, editing: false, start: null });
  const [drop, setDrop] = useState<{ from: number; to: number } | null>(null);
  const focusNext = useRef(false);
  const latest = useRef({ model, columns, at });
  latest.current = { model, columns, at };

  useEffect(() => {
    if (!focusNext.current || at.editing) return;
    focusNext.current = false;
    box.current?.querySelector<HTMLElement>(`[data-cell="${at.row}:${at.column}"]`)?.focus();
  });

  /** A cell that can be typed in opens at once: an input method cannot begin a word in a cell without an input. */
  const go = (row: number, column: number, open = true, start: string | null = null): void => {
    const { columns: all, model: rows } = latest.current;
    const place = {
      row: Math.max(0, Math.min(row, rows.now().length - 1)),
      column: Math.max(0, Math.min(column, all.length - 1)),
    };
    const found = all[place.column];
    focusNext.current = true;
    setAt({ ...place, editing: open && found?.editable === true && found.field.type !== "boolean", start });
  };
  /** A new last row, open in this column. */
  const grow = (column: number): void => {
    const { model: rows, columns: all } = latest.current;
    const row = rows.now().length;
    rows.add();
    focusNext.current = true;
    setAt({ row, column, editing: all[column]?.editable === true, start: null });
  };
  /** Whether the last row is still empty: another one would be no help. */
  const endsBlank = (): boolean => {
    const last = latest.current.model.now().at(-1);
    return last !== undefined && isBlank(last, latest.current.columns);
  };
  /** The next cell that can be typed in; a new row behind the last one. False where the table ends. */
  const step = (place: Place, by: 1 | -1): boolean => {
    const { columns: all, model: rows } = latest.current;
    let { row, column } = place;
    for (;;) {
      column += by;
      if (column >= all.length || column < 0) {
        row += by;
        column = by > 0 ? 0 : all.length - 1;
      }
      if (row < 0) return false;
      if (row >= rows.now().length) {
        if (endsBlank()) return false;
        grow(all.findIndex((one) => one.editable));
        return true;
      }
      if (all[column]?.editable) {
        go(row, column);
        return true;
      }
    }
  };
  const after = (leave: Leave): void => {
    const { at: place, model: rows } = latest.current;
    const isLast = place.row === rows.now().length - 1;
    if (leave === "next" || leave === "back") {
      // At its ends the cell closes: the next Tab leaves the table, so that nobody is caught in it.
      if (!step(place, leave === "next" ? 1 : -1)) go(place.row, place.column, false);
    } else if (leave === "left" || leave === "right") go(place.row, place.column + (leave === "left" ? -1 : 1));
    else if (leave === "down" && isLast && !endsBlank()) grow(place.column);
    else if (leave === "stay") setAt((now) => ({ ...now, editing: false, start: null }));
    else go(place.row + (leave === "down" ? 1 : -1), place.column, !(leave === "down" && isLast));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: they read what is latest by themselves
  const acts = useMemo<RowActs>(
    () => ({
      enter: (row, column, edit) => go(row, column, edit),
      commit: (key, name, value, leave) => {
        latest.current.model.change(key, { [name]: value });
        after(leave);
      },
      problem: (key, name, code, text, leave) => {
        latest.current.model.change(key, { [name]: null });
        latest.current.model.wrong(key, name, code, text);
        after(leave);
      },
      cancel: () => go(latest.current.at.row, latest.current.at.column, false),
      duplicate: (key) => latest.current.model.duplicate(key),
      remove: (key, row) => {
        latest.current.model.remove(key);
        go(row, latest.current.at.column);
      },
      grab: (event, row) => {
        if (event.button !== 0) return;
        event.preventDefault();
        setDrop({ from: row, to: row });
      },
      step: (row, by) => {
        if (!latest.current.model.move(row, row + by)) return;
        setAt((now) => ({ ...now, row: row + by, column: 0, editing: false, start: null }));
        requestAnimationFrame(() =>
          box.current?.querySelector<HTMLElement>(`[data-row="${row + by}"] .lines__grip`)?.focus(),
        );
      },
    }),
    [],
  );

  const dragging = drop !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one set of listeners per drag
  useEffect(() => {
    if (!dragging) return;
    const over = (event: PointerEvent): void => {
      const row = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-row]");
      if (row && box.current?.contains(row)) setDrop((now) => now && { ...now, to: Number(row.dataset.row) });
    };
    const end = (): void =>
      setDrop((now) => {
        if (now && now.from !== now.to) queueMicrotask(() => latest.current.model.move(now.from, now.to));
        return null;
      });
    const cancel = (event: KeyboardEvent): void => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      setDrop(null);
    };
    addEventListener("pointermove", over);
    addEventListener("pointerup", end);
    addEventListener("keydown", cancel, true);
    return () => {
      removeEventListener("pointermove", over);
      removeEventListener("pointerup", end);
      removeEventListener("keydown", cancel, true);
    };
  }, [dragging]);

  const onKeyDown = (event: React.KeyboardEvent): void => {
    const cell = (event.target as HTMLElement).dataset.cell;
    const inRow = isRowKey(event) && (event.target as HTMLElement).closest("[data-row]") !== null;
    if ((!inRow && (at.editing || cell === undefined)) || event.nativeEvent.isComposing) return;
    const line = model.lines[at.row];
    const column = columns[at.column];
    const held = event.ctrlKey || event.metaKey;
    const take = (): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      take();
      const to = at.row + (event.key === "ArrowUp" ? -1 : 1);
      if (model.move(at.row, to)) go(to, at.column);
    } else if (held && event.key.toLowerCase() === "d" && line) {
      take();
      model.duplicate(line.key);
      go(at.row + 1, at.column);
    } else if (held && event.key === "Delete" && line) {
      take();
      acts.remove(line.key, at.row);
    } else if (held || event.altKey) return;
    else if (event.key === "Tab") {
      if (step(at, event.shiftKey ? -1 : 1)) take();
    } else if (event.key === "Enter" || event.key === "F2") {
      take();
      if (column?.editable) go(at.row, at.column);
      else after("down");
    } else if (event.key === "Delete" || event.key === "Backspace") {
      take();
      if (line && column?.editable) model.change(line.key, { [column.field.name]: null });
    } else if (event.key in MOVES) {
      take();
      const [rows, cols] = MOVES[event.key] ?? [0, 0];
      go(at.row + rows, at.column + cols);
    } else if (event.key === "Home" || event.key === "End") {
      take();
      go(at.row, event.key === "Home" ? 0 : columns.length - 1);
    } else if (event.key === " " && line && column?.editable && column.field.type === "boolean") {
      take();
      model.change(line.key, { [column.field.name]: line.values[column.field.name] !== true });
    } else if (event.key.length === 1 && column?.editable) {
      take();
      go(at.row, at.column, true, event.key === " " ? null : event.key);
    }
  };
  const onPaste = (event: React.ClipboardEvent): void => {
    const text = event.clipboardData.getData("text/plain");
    if (!text || (at.editing && !/[\t\n]/.test(text.trimEnd()))) return;
    event.preventDefault();
    setAt({ ...at, editing: false, start: null });
    focusNext.current = true;
    model.paste(text, at);
  };

  const onCopy = (event: React.ClipboardEvent): void => {
    const line = model.lines[at.row];
    const column = columns[at.column];
    const onCell = (event.target as HTMLElement).dataset?.cell !== undefined;
    if (at.editing || !onCell || !line || !column || getSelection()?.toString()) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", kitOf(column.field).text(line.values[column.field.name], column.field));
  };

  return { at, drop, acts, onKeyDown, onPaste, onCopy };
}

const MOVES: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
};
