/** What the server would reckon from what stands in the form: line amounts, taxes, totals. Asked a moment after typing. */
import { useEffect, useRef, useState } from "react";
import { post } from "@/api/client";
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
    if (text === "") return;
    const asked = keys.current;
    const control = new AbortController();
    setDerived((last) => (last.old || last === NOTHING ? last : { ...last, old: true }));
    const timer = setTimeout(() => {
      post<CheckAnswer>(`${entity}/check`, JSON.parse(text), { signal: control.signal })
        .then((answer) => setDerived(readAnswer(answer, asked)))
        .catch(() => {
          // Saving will say what is wrong; until then the last answer stands, marked as old.
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [entity, text]);
  return derived;
}

const listsOf = (sent: Record<string, SentLines>) =>
  Object.fromEntries(Object.entries(sent).map(([list, { rows }]) => [list, rows]));

/** What the server answers: rows stand in the order in which they were sent. */
export interface CheckAnswer {
  values: Record<string, unknown>;
  lines: Record<string, Record<string, unknown>[]>;
}

export function readAnswer(answer: CheckAnswer, sent: Record<string, SentLines>): Derived {
  const rows = Object.fromEntries(
    Object.entries(sent).map(([list, { keys }]) => {
      const told = answer.lines[list] ?? [];
      return [list, Object.fromEntries(told.flatMap((row, at) => (keys[at] ? [[keys[at], row]] : [])))];
    }),
  );
  return { values: answer.values, rows, old: false };
}
