import type { ComponentType } from "react";
import type { FieldMeta, Rec } from "@/api/types";

export interface DisplayProps {
  value: unknown;
  field: FieldMeta;
  /** The record that the value is of, where there is one. */
  record?: Rec;
  /** `cell`: one line, no interaction beyond links. `full`: the record page. */
  mode: "cell" | "full";
}

export interface InputProps {
  id?: string;
  value: unknown;
  onChange: (value: unknown) => void;
  field: FieldMeta;
  /** What the field is called, for inputs without a visible label. */
  label?: string;
  invalid?: boolean;
  autoFocus?: boolean;
  describedBy?: string;
  /** The record's entity and id, where an input needs them (files, links that exclude themselves). */
  entity?: string;
}

export interface FilterProps {
  field: FieldMeta;
  op: string;
  value: unknown;
  onChange: (value: unknown) => void;
  label: string;
  /** Shown while nothing is chosen; “choose” when left out. */
  placeholder?: string;
}

/** Everything the generic pages know about one field type. */
export interface FieldKit {
  Display: ComponentType<DisplayProps>;
  Input: ComponentType<InputProps>;
  Filter: ComponentType<FilterProps>;
  /** Plain words: copy, chips, conflict dialog. */
  text: (value: unknown, field: FieldMeta) => string;
  /** Read form → write form (a link is read as {id, title} and written as id). */
  toApi: (value: unknown) => unknown;
  /** A hint while typing; the server has the last word. Answers a sentence or nothing. */
  check?: (value: unknown, field: FieldMeta) => string | null;
  align?: "right";
  width: number;
  /** Takes the whole width of a two-column form. */
  wide?: boolean;
}

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

export const same = (value: unknown): unknown => (value === "" || value === undefined ? null : value);
