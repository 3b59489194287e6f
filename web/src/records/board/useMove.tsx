/** Gives a record another value of the field that its board is about: asks for what the guards miss, or says why not. */
import "@/i18n/words/board";
import { lazy } from "react";
import { ApiError } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { ActionMeta, EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { isStale, saveRecord, versionOf } from "../data";
import { needed } from "./needed";

const NeedDialog = lazy(() => import("./NeedDialog"));

export type Value = string | number | null;

/** The saved record, or null where it did not go. `title` is the value in words. */
export function useMove(meta: EntityMeta) {
  return async (record: Rec, field: string, value: Value, title: string): Promise<Rec | null> => {
    const name = String(record[meta.title] ?? `#${record.id}`);
    const save = async (more: Record<string, unknown>): Promise<Rec> =>
      saveRecord(meta.key, record.id, { ...more, [field]: value }, await versionOf(meta.key, record));
    try {
      return await save({});
    } catch (error) {
      const missing = error instanceof ApiError ? needed(error, meta, field) : null;
      if (missing) {
        const action: ActionMeta = { key: "move", label: title, input: missing };
        return openDialog<Rec>((close) => {
          let saved: Rec | null = null;
          const run = async (values: Record<string, unknown>): Promise<void> => {
            saved = await save(values);
          };
          return <NeedDialog action={action} entity={meta.key} name={name} save={run} onClose={() => close(saved)} />;
        });
      }
      if (isStale(error)) toast(t("board.stale"), { kind: "warn" });
      else toast(messageOf(error), { kind: "bad", ms: 8_000 });
      return null;
    }
  };
}
