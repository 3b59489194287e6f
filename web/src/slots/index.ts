/** Named places in the generic pages that a module may fill. A module registers once, when the app starts. */
import type { ComponentType } from "react";
import type {
  ActionMeta,
  Condition,
  EntityMeta,
  FieldMeta,
  LinesMeta,
  Meta,
  Problem,
  Rec,
  TimelineItem,
} from "@/api/types";

export interface SlotProps {
  /** Below the fields of a record page. */
  recordPanel: { meta: EntityMeta; record: Rec };
  /** Buttons of the record page, before “more”. */
  recordActions: { meta: EntityMeta; record: Rec };
  /** Right end of the list's bar. `condition` is what the rows are chosen by, of the view and the filter together; null
   * where all rows are shown, and undefined where a condition alone does not say which (a search, the trash). */
  listToolbar: { meta: EntityMeta; condition?: Condition | null };
  /** Under one field, in the form and on the record page. */
  fieldAfter: { entity: string; field: FieldMeta; value: unknown };
  /** Content of a tab of the record page; the filling names its label in `label`. */
  recordTab: { meta: EntityMeta; record: Rec };
  /** What is written about a record: a form in a tab beside the comment box, above the timeline; the filling names
   * its tab in `label`. `start` are first values, `onDone` is called when it was saved. */
  recordComposer: {
    meta: EntityMeta;
    record: Rec;
    start?: Readonly<Record<string, unknown>>;
    onDone?: () => void;
  };
  /** On the page of a request for approval, for its kind: what whoever decides looks at. */
  approvalPanel: { kind: string; entity: string; recordId: number };
  /** Under an entry of the timeline, for its kind. `about` is the entity whose timeline it is. */
  timelineItem: { item: TimelineItem; about: string };
  /** Instead of the general dialog of an action, for `entity.action`, or `*.action` for that of every entity. */
  actionDialog: {
    meta: EntityMeta;
    record: Rec;
    action: ActionMeta;
    run: (input: Record<string, unknown>) => Promise<void>;
    onClose: () => void;
  };
  /** Under the reasons for which the server refused an action: what one can do about it. `onClose` ends the dialog. */
  actionRefusal: { meta: EntityMeta; record: Rec; problem: Problem; onClose: () => void };
  /** Between the head of a record page and its tabs: that it was merged, is locked, falls due. */
  recordBanner: { meta: EntityMeta; record: Rec };
  /** In the drawer form, above its fields; sees what is typed. `id` is undefined for a new record. */
  formPanel: {
    meta: EntityMeta;
    id: number | undefined;
    values: Readonly<Record<string, unknown>>;
    /** Why the server did not save it, until something is changed and saved again. */
    refusal: Problem | null;
  };
  /** Beside “add a row” of a document's lines, in its form: a product picker, why a price is what it is. */
  lineActions: {
    /** Of the document. */
    meta: EntityMeta;
    list: LinesMeta;
    values: Readonly<Record<string, unknown>>;
    lines: readonly { key: string; id?: number; values: Readonly<Record<string, unknown>> }[];
    /** The row that somebody stands in. */
    active: string | null;
    /** Adds rows with these values, in read form. */
    add: (rows: Record<string, unknown>[]) => void;
    change: (key: string, values: Record<string, unknown>) => void;
  };
  /** Buttons for the marked rows of a list. `done` is called when they have changed. */
  bulkActions: { meta: EntityMeta; ids: number[]; done: () => void };
  /** Last line of a card on a board. */
  boardCard: { meta: EntityMeta; record: Rec };
  /** Under the cards of the home page. */
  homePanel: Record<string, never>;
}

export type SlotName = keyof SlotProps;

interface Filling<N extends SlotName> {
  key: string;
  /** Which entity (or `entity.field`, or a field type) it is for; everything when left out. */
  on?: string;
  order: number;
  /** Of a tab; read when it is drawn, so that it follows the language. */
  label?: () => string;
  /** Whether it is offered now, on the record at hand; of tabs. */
  open?: (known: Meta, record?: Rec) => boolean;
  Part: ComponentType<SlotProps[N]>;
}

const fillings = new Map<SlotName, Filling<SlotName>[]>();

export function fillSlot<N extends SlotName>(
  name: N,
  key: string,
  Part: ComponentType<SlotProps[N]>,
  options: { on?: string; order?: number; label?: () => string; open?: Filling<N>["open"] } = {},
): void {
  // The same part may be filled in for several entities.
  const others = (fillings.get(name) ?? []).filter((filling) => filling.key !== key || filling.on !== options.on);
  const filling = { key, ...options, order: options.order ?? 100, Part } as unknown as Filling<SlotName>;
  fillings.set(
    name,
    [...others, filling].sort((a, b) => a.order - b.order),
  );
}

export function slotParts<N extends SlotName>(name: N, ...subjects: string[]): Filling<N>[] {
  const parts = (fillings.get(name) ?? []) as unknown as Filling<N>[];
  return parts.filter((part) => part.on === undefined || subjects.includes(part.on));
}
