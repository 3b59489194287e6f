/** What the server would reckon from what stands in the form: line amounts, taxes, totals. Asked a moment after typing. */
import { useEffect, useRef, useState } from "react";
import { isStatus, post } from "@/api/client";
import type { Rec } from "@/api/types";
import type { SentLines } from "./rows";

const PAUSE_MS = 400;

export interface Derived {
  /** Of the document. */
  values: Record<string, unknown>;
  /** List → line key → what is reckoned of it. */
  rows: Record<string, Record<string, Record<string, unknown>>>;
  /** What stands in the form is newer than this. */
  old: boolean;
}

const NOTHING: Derived = { values: {}, rows: {}, old: false };
/** Documents whose server knows no such call: it is not asked again until the page is loaded anew. */
const silent = new Set<string>();

/** `body` is the document in write form, `sent` its lists; null while there is nothing to ask. */
export function useDerived(
  entity: string,
  body: Record<string, unknown>,
  sent: Record<string, SentLines>,
  enabled: boolean,
): Derived {
  const [derived, setDerived] = useState<Derived>(NOTHING);
  const text = enabled ? JSON.stringify({ ...body, ...listsOf(sent) }) : "";
  const keys = useRef(sent);
  keys.current = sent;
  useEffect(() => {
    if (text === "" || silent.has(entity)) return;
    const asked = keys.current;
    const control = new AbortController();
    setDerived((last) => (last.old || last === NOTHING ? last : { ...last, old: true }));
    const timer = setTimeout(() => {
      post<Rec>(`${entity}/check`, JSON.parse(text), { signal: control.signal })
        .then((answer) => setDerived(readAnswer(answer, asked)))
        .catch((error: unknown) => {
          if (isStatus(error, 404, 405)) silent.add(entity);
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [entity, text]);
  return derived;
}

/** A draft is judged as if it were new: rows go without their ids. */
const listsOf = (sent: Record<string, SentLines>) =>
  Object.fromEntries(Object.entries(sent).map(([list, { rows }]) => [list, rows.map(({ id: _id, ...row }) => row)]));

export function readAnswer(answer: Rec, sent: Record<string, SentLines>): Derived {
  const values = (answer.values ?? answer) as Record<string, unknown>;
  const rows = Object.fromEntries(
    Object.entries(sent).map(([list, { keys }]) => {
      const told = (answer[list] ?? values[list] ?? []) as Record<string, unknown>[];
      return [list, Object.fromEntries(told.flatMap((row, at) => (keys[at] ? [[keys[at], row]] : [])))];
    }),
  );
  return { values, rows, old: false };
}
