/** What people do to the rows of a list, whatever it looks like: add, copy, move, remove, paste. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { messageOf } from "@/api/problem";
import type { FieldMeta } from "@/api/types";
import { linkEntity } from "@/fields/link/Display";
import { t } from "@/i18n";
import { entityQuery } from "@/meta/hooks";
import { toast } from "@/ui/toast";
import type { FormModel } from "../form/useForm";
import { type FormList, linesOf } from "./form";
import { lookUp, parseBlock, pasteBlock } from "./paste";
import {
  defaultsOf,
  duplicate,
  insertAt,
  type Line,
  type LineErrors,
  MAX_LINES,
  move,
  newLine,
  removeKey,
  setValues,
} from "./rows";

const DEFAULT_CURRENCY = "CNY";
const PROBLEMS = { number: "lines.badNumber", date: "lines.badDate", choice: "lines.badChoice" } as const;
const problemText = (code: string, text: string): string =>
  t(PROBLEMS[code as keyof typeof PROBLEMS] ?? "lines.badChoice", { text: text.slice(0, 40) });

export function useLines({ list, columns }: FormList, form: FormModel) {
  const client = useQueryClient();
  const lines = linesOf(form.values, list.key);
  const [said, setSaid] = useState("");
  const [pasteErrors, setPasteErrors] = useState<LineErrors>({});
  const [looking, setLooking] = useState(false);
  // A look-up answers later than it was asked: it must meet the rows as they are then.
  const latest = useRef(lines);
  latest.current = lines;

  const put = (next: Line[]): void => {
    latest.current = next;
    form.setLines(list.key, next);
  };
  const currency = (): string => {
    const given = form.values.currency;
    return typeof given === "string" && given ? given : DEFAULT_CURRENCY;
  };
  const forget = (key: string, names: string[]): void =>
    setPasteErrors((old) => {
      const left = Object.entries(old[key] ?? {}).filter(([name]) => !names.includes(name));
      const { [key]: _gone, ...rest } = old;
      return left.length > 0 ? { ...rest, [key]: Object.fromEntries(left) } : rest;
    });
  const hasRoom = (): boolean => {
    if (latest.current.length < MAX_LINES) return true;
    toast(t("lines.full", { limit: MAX_LINES }), { kind: "warn" });
    return false;
  };
  const findLinks = async (links: { key: string; field: FieldMeta; text: string }[]): Promise<void> => {
    setLooking(true);
    try {
      for (const name of new Set(links.map((one) => one.field.name))) {
        const wanted = links.filter((one) => one.field.name === name);
        const entity = wanted[0] && linkEntity(wanted[0].field);
        if (!entity) continue;
        const meta = await client.ensureQueryData(entityQuery(entity));
        const found = await lookUp(
          meta,
          wanted.map((one) => one.text),
        );
        let next = latest.current;
        const missing: LineErrors = {};
        for (const { key, text } of wanted) {
          const ref = found.get(text);
          if (ref) next = setValues(next, key, { [name]: ref });
          else missing[key] = { [name]: t("lines.badLink", { text: text.slice(0, 40) }) };
        }
        put(next);
        setPasteErrors((old) => {
          const all = { ...old };
          for (const [key, told] of Object.entries(missing)) all[key] = { ...all[key], ...told };
          return all;
        });
      }
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setLooking(false);
    }
  };

  return {
    lines,
    /** The rows as they are after what was just done, before they are drawn. */
    now: (): readonly Line[] => latest.current,
    said,
    looking,
    errors: pasteErrors,
    currency,
    change: (key: string, values: Record<string, unknown>): void => {
      put(setValues(latest.current, key, values));
      forget(key, Object.keys(values));
    },
    add: (rows: Record<string, unknown>[] = [{}], at = latest.current.length): void => {
      if (!hasRoom()) return;
      const defaults = defaultsOf(columns);
      put(
        insertAt(
          latest.current,
          at,
          rows.map((row) => newLine({ ...defaults, ...row })),
        ),
      );
    },
    duplicate: (key: string): void => {
      if (!hasRoom()) return;
      const at = latest.current.findIndex((line) => line.key === key);
      put(duplicate(latest.current, key, columns));
      setSaid(t("lines.copied", { n: at + 2 }));
    },
    remove: (key: string): void => {
      const before = latest.current;
      const at = before.findIndex((line) => line.key === key);
      const line = before[at];
      if (!line) return;
      put(removeKey(before, key));
      const text = t("lines.removed", { n: at + 1 });
      setSaid(text);
      toast(text, {
        action: { label: t("common.undo"), run: () => put(insertAt(latest.current, at, [line])) },
      });
    },
    move: (from: number, to: number): boolean => {
      if (from === to || to < 0 || to >= latest.current.length) return false;
      put(move(latest.current, from, to));
      setSaid(t("lines.moved", { n: to + 1 }));
      return true;
    },
    paste: (text: string, at: { row: number; column: number }): void => {
      const pasted = pasteBlock(latest.current, columns, at, parseBlock(text), {
        currency: currency(),
        defaults: defaultsOf(columns),
        problem: problemText,
      });
      put(pasted.lines);
      setPasteErrors((old) => ({ ...old, ...pasted.errors }));
      setSaid(t("lines.pasted", { n: pasted.count }));
      if (pasted.dropped > 0) toast(t("lines.dropped", { limit: MAX_LINES, n: pasted.dropped }), { kind: "warn" });
      if (pasted.links.length > 0) void findLinks(pasted.links);
    },
    wrong: (key: string, name: string, code: string, text: string): void =>
      setPasteErrors((old) => ({ ...old, [key]: { ...old[key], [name]: problemText(code, text) } })),
  };
}

export type LinesModel = ReturnType<typeof useLines>;
