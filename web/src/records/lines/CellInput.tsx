/** The one input of a table of rows: plain for texts, numbers, days and choices; the field's own for the rest. */
import { Suspense, useEffect, useRef, useState } from "react";
import type { FieldMeta } from "@/api/types";
import { useChoices } from "@/fields/choice/choices";
import { isMoney } from "@/fields/money/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { Bone } from "@/ui/parts";
import { type Read, readCell } from "./paste";

export type Leave = "stay" | "down" | "up" | "left" | "right" | "next" | "back";

export interface CellInputProps {
  field: FieldMeta;
  value: unknown;
  label: string;
  currency: string;
  /** What was typed to open it, which replaces the value. */
  start: string | null;
  entity: string;
  onCommit: (value: unknown, leave: Leave) => void;
  /** What was typed cannot be read. */
  onProblem: (code: string, text: string, leave: Leave) => void;
  onCancel: () => void;
}

const PLAIN = new Set([
  ...["text", "long_text", "url", "email", "phone", "address", "person_name", "credit_code", "id_number"],
  ...["integer", "decimal", "percent", "money", "date"],
]);
const RIGHT = new Set(["integer", "decimal", "percent", "money"]);

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return isMoney(value) ? String(value.amount) : String(value);
}

/** Where a key leads out of an input; nothing for keys that belong to it. */
export function leaveBy(event: React.KeyboardEvent): Leave | null {
  if (event.nativeEvent.isComposing) return null;
  if (event.key === "Tab") return event.shiftKey ? "back" : "next";
  if (event.key === "Enter") return event.shiftKey ? "up" : "down";
  if (event.key === "ArrowDown" && !event.altKey) return "down";
  if (event.key === "ArrowUp" && !event.altKey) return "up";
  return null;
}

/** Keys that act on the whole row: the input hands in what was typed, the table does the rest. */
export const isRowKey = (event: React.KeyboardEvent): boolean =>
  (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) ||
  ((event.ctrlKey || event.metaKey) && (event.key.toLowerCase() === "d" || event.key === "Delete"));

/** Left and right leave a text at its ends, or while all of it is marked. */
function leaveSideways(event: React.KeyboardEvent<HTMLInputElement>): Leave | null {
  const { selectionStart, selectionEnd, value } = event.currentTarget;
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return null;
  const isWhole = selectionStart === 0 && selectionEnd === value.length;
  if (event.key === "ArrowLeft" && (isWhole || (selectionStart === 0 && selectionEnd === 0))) return "left";
  if (event.key === "ArrowRight" && (isWhole || (selectionStart === value.length && selectionEnd === value.length)))
    return "right";
  return null;
}

export function CellInput(props: CellInputProps) {
  if (PLAIN.has(props.field.type)) return <PlainInput {...props} />;
  if (props.field.type === "choice" && props.field.dictionary !== "industry") return <ChoiceInput {...props} />;
  return <OwnInput {...props} />;
}

function PlainInput({ field, value, label, currency, start, onCommit, onProblem, onCancel }: CellInputProps) {
  const [text, setText] = useState(start ?? textOf(value));
  const box = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  const isDate = field.type === "date";
  useEffect(() => {
    box.current?.focus();
    if (start === null && !isDate) box.current?.select();
  }, [start, isDate]);
  const leave = (how: Leave): void => {
    if (done.current) return;
    done.current = true;
    if (text === textOf(value)) {
      onCommit(value, how);
      return;
    }
    const read: Read = readCell(text, field, isMoney(value) ? value.currency : currency, []);
    if ("problem" in read) onProblem(read.problem, text, how);
    else onCommit("value" in read ? read.value : text, how);
  };
  return (
    <input
      ref={box}
      className={`lines__input${RIGHT.has(field.type) ? " is-right" : ""}`}
      type={isDate ? "date" : "text"}
      inputMode={RIGHT.has(field.type) ? "decimal" : undefined}
      value={text}
      maxLength={field.max_length ?? undefined}
      aria-label={label}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
      onBlur={() => leave("stay")}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          done.current = true;
          onCancel();
          return;
        }
        if (isRowKey(event)) {
          leave("stay");
          return;
        }
        const how = isDate && event.key.startsWith("Arrow") ? null : (leaveBy(event) ?? leaveSideways(event));
        if (!how) return;
        event.preventDefault();
        event.stopPropagation();
        leave(how);
      }}
    />
  );
}

/** The browser's own list: quick, reachable by keys, and no component per cell. */
function ChoiceInput({ field, value, label, onCommit, onCancel }: CellInputProps) {
  const choices = useChoices(field);
  const box = useRef<HTMLSelectElement>(null);
  const current = useRef(typeof value === "string" ? value : "");
  const done = useRef(false);
  useEffect(() => box.current?.focus(), []);
  const leave = (how: Leave): void => {
    if (done.current) return;
    done.current = true;
    onCommit(current.current === "" ? null : current.current, how);
  };
  return (
    <select
      ref={box}
      className="lines__input"
      defaultValue={current.current}
      aria-label={label}
      onChange={(event) => {
        current.current = event.target.value;
      }}
      onBlur={() => leave("stay")}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          done.current = true;
          onCancel();
        } else if (event.key === "Tab" || event.key === "Enter") {
          event.preventDefault();
          event.stopPropagation();
          leave(leaveBy(event) ?? "stay");
        }
      }}
    >
      <option value="">{t("common.blank")}</option>
      {choices
        .filter((choice) => choice.active !== false || choice.value === value)
        .map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
    </select>
  );
}

/** A picker of the field's own. It keeps the arrows and Enter while its list is open. */
function OwnInput({ field, value, label, entity, onCommit, onCancel }: CellInputProps) {
  const { Input } = kitOf(field);
  const [picked, setPicked] = useState<unknown>(value);
  const box = useRef<HTMLDivElement>(null);
  const isOpen = (): boolean => box.current?.querySelector(".ant-select-open") !== null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the picker inside, caught on their way up
    <div
      ref={box}
      className="lines__own"
      onBlur={(event) => {
        const to = event.relatedTarget;
        const inside =
          to instanceof Node && (box.current?.contains(to) || to.parentElement?.closest(".ant-select-dropdown"));
        if (!inside && to !== null) onCommit(picked, "stay");
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          onCancel();
        } else if (event.key === "Tab" || (event.key === "Enter" && !isOpen())) {
          event.preventDefault();
          event.stopPropagation();
          onCommit(picked, leaveBy(event) ?? "stay");
        } else event.stopPropagation();
      }}
    >
      <Suspense fallback={<Bone height={30} />}>
        <Input
          field={field}
          value={picked}
          label={label}
          entity={entity}
          autoFocus
          onChange={(next) => {
            setPicked(next);
            if (field.type !== "multi_link" && field.type !== "multi_choice" && field.type !== "tags")
              onCommit(next, "next");
          }}
        />
      </Suspense>
    </div>
  );
}
