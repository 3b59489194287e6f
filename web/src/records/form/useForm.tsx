/** The logic of the drawer form: values, draft, hints, save, refusals, conflict. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { EntityMeta, FieldMeta, Problem, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { isEmpty } from "@/fields/types";
import { t } from "@/i18n";
import { holds } from "@/meta/condition";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { createRecord, forget, isStale, oneQuery, patchCaches, saveRecord } from "../data";
import { byLine, checkLists, type FormList, firstLines, linesOf, sentLists, stillWrong } from "../lines/form";
import type { Line, LineErrors } from "../lines/rows";
import type { ConflictAnswer } from "./ConflictDialog";
import { type Draft, draftKey, dropDraft, readDraft, writeDraft } from "./draft";

const ConflictDialog = lazy(() => import("./ConflictDialog"));
const NO_ERRORS: FormErrors = { fields: {}, summary: [] };
const DRAFT_DELAY_MS = 400;

export interface FormSection {
  key: string;
  label: string;
  fields: FieldMeta[];
}

/** Fields that a person may fill in here, in the order of the layout; the rest of them at the end. */
export function formSections(meta: EntityMeta, isNew: boolean): FormSection[] {
  const open = new Map(
    meta.fields
      .filter((field) => field.edit && !field.read_only && field.view !== "hidden" && (isNew || !field.write_once))
      .map((field) => [field.name, field]),
  );
  const sections = meta.layout.sections.map((section) => ({
    key: section.key,
    label: section.label,
    fields: section.fields.flatMap((name) => {
      const field = open.get(name);
      open.delete(name);
      return field ? [field] : [];
    }),
  }));
  if (open.size > 0) sections.push({ key: "_rest", label: t("form.rest"), fields: [...open.values()] });
  return sections.filter((section) => section.fields.length > 0);
}

/** `crypto.randomUUID` is missing where the page came over plain http from another machine. */
const freshKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);

export function useForm(
  meta: EntityMeta,
  id: number | undefined,
  preset: Record<string, unknown> | undefined,
  lists: readonly FormList[],
) {
  const client = useQueryClient();
  const isNew = id === undefined;
  const record = useQuery({ ...oneQuery(meta.key, id ?? 0), enabled: !isNew, staleTime: 0 });
  const sections = useMemo(() => formSections(meta, isNew), [meta, isNew]);
  const fields = useMemo(() => sections.flatMap((section) => section.fields), [sections]);
  const first = useMemo<Record<string, unknown> | null>(() => {
    if (!isNew) return record.data ? { ...record.data, ...firstLines(lists, record.data, false) } : null;
    const defaults = fields.filter((field) => field.default !== null && field.default !== undefined);
    const start = { ...Object.fromEntries(defaults.map((field) => [field.name, field.default])), ...preset };
    return { ...start, ...firstLines(lists, start, true) };
  }, [isNew, record.data, fields, preset, lists]);

  const [changed, setChanged] = useState<Record<string, unknown>>({});
  const [errors, setErrors] = useState<FormErrors>(NO_ERRORS);
  const [lineErrors, setLineErrors] = useState<Record<string, LineErrors>>({});
  const [warnings, setWarnings] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const key = draftKey(meta.key, id);
  const [draft, setDraft] = useState<Draft | null>(() => readDraft(key));
  const idempotency = useRef(freshKey());
  const version = useRef<number | undefined>(undefined);
  version.current ??= record.data?.version;

  const values = { ...first, ...changed };
  const dirty = Object.keys(changed).some((name) => differs(changed[name], first?.[name]));

  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(
      () => writeDraft(key, { at: Date.now(), version: version.current, values: changed }),
      DRAFT_DELAY_MS,
    );
    return () => clearTimeout(timer);
  }, [changed, dirty, key]);
  useEffect(() => {
    if (!dirty) return;
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, [dirty]);

  const set = (name: string, value: unknown): void => {
    setChanged((old) => ({ ...old, [name]: value }));
    setErrors((old) => {
      if (!(name in old.fields)) return old;
      const { [name]: _gone, ...rest } = old.fields;
      return { ...old, fields: rest };
    });
  };

  const setLines = (list: string, lines: Line[]): void => {
    setLineErrors((old) => ({ ...old, [list]: stillWrong(old[list], linesOf(values, list), lines) }));
    set(list, lines);
  };

  const wire = (): Record<string, unknown> => {
    const sent: Record<string, unknown> = {};
    const sentRows = sentLists(lists, values);
    for (const { list } of lists) {
      const rows = sentRows[list.key]?.rows ?? [];
      if (isNew ? rows.length > 0 : list.key in changed && differs(changed[list.key], first?.[list.key]))
        sent[list.key] = rows;
    }
    for (const field of fields) {
      const value = values[field.name];
      if (isNew ? !isEmpty(value) : field.name in changed && differs(value, first?.[field.name])) {
        sent[field.name] = kitOf(field).toApi(value);
      }
    }
    return sent;
  };
  /** What a dry run is asked about. */
  const trial = (): Record<string, unknown> => (isNew ? wire() : { ...wire(), id });
  const shown = (field: FieldMeta): boolean => holds(field.visible_if, values);

  const save = async (): Promise<Rec | null> => {
    const missing = fields.filter(
      (field) => field.required && shown(field) && isEmpty(values[field.name]) && field.type !== "boolean",
    );
    const wrong = checkLists(lists, values);
    if (missing.length > 0 || wrong) {
      const told = missing.map((field) => [field.name, t("form.required", { label: field.label })]);
      setErrors({ fields: { ...Object.fromEntries(told), ...wrong?.whole }, summary: [] });
      setLineErrors(wrong?.rows ?? {});
      return null;
    }
    setBusy(true);
    setErrors(NO_ERRORS);
    setLineErrors({});
    setRefusal(null);
    let sent = wire();
    try {
      for (;;) {
        try {
          const saved = isNew
            ? await createRecord(meta.key, sent, idempotency.current)
            : await saveRecord(meta.key, id, sent, version.current ?? 1);
          dropDraft(key);
          for (const warning of saved._warnings ?? []) toast(warning.message, { kind: "warn", ms: 8_000 });
          setWarnings(Object.fromEntries((saved._warnings ?? []).map((warning) => [warning.path, warning.message])));
          setChanged({});
          // At once, not when it was read again: the next step is taken on the version that was saved.
          if (id) patchCaches(client, meta.key, id, saved);
          void forget(client, meta.key);
          return saved;
        } catch (error) {
          if (!isStale(error)) throw error;
          const mine = sent;
          const answer = await openDialog<ConflictAnswer>((close) => (
            <ConflictDialog meta={meta} error={error} mine={mine} onClose={close} />
          ));
          if (!answer) return null;
          sent = answer.values;
          version.current = answer.version;
          if (Object.keys(sent).length === 0) {
            dropDraft(key);
            setChanged({});
            void forget(client, meta.key);
            return error.problem.current ?? null;
          }
        }
      }
    } catch (error) {
      const keys = lists.map(({ list }) => list.key);
      const told = formErrors(error, [...fields.map((field) => field.name), ...keys], keys);
      setErrors(told);
      setLineErrors(byLine(told.rows, sentLists(lists, values)));
      setRefusal(error instanceof ApiError ? error.problem : null);
      // Another body under the same key is refused, so a corrected form gets a new one.
      idempotency.current = freshKey();
      return null;
    } finally {
      setBusy(false);
    }
  };

  const hint = (field: FieldMeta): string | null =>
    warnings[field.name] ?? kitOf(field).check?.(values[field.name], field) ?? null;

  return {
    isNew,
    record,
    ready: first !== null,
    sections,
    values,
    set,
    setLines,
    errors,
    lineErrors,
    refusal,
    hint,
    shown,
    trial,
    busy,
    dirty,
    save,
    draft: dirty ? null : draft,
    useDraft: () => {
      if (draft) setChanged(draft.values);
      setDraft(null);
    },
    dropDraft: () => {
      dropDraft(key);
      setDraft(null);
    },
    leave: () => dropDraft(key),
  };
}

export type FormModel = ReturnType<typeof useForm>;
