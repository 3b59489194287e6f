/** One changed field at a time: shown at once, saved with the version, put right when the server disagrees. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy } from "react";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { deleteRecord, forget, isStale, patchCaches, restoreRecord, saveRecord, versionOf } from "./data";
import type { ConflictAnswer } from "./form/ConflictDialog";

const ConflictDialog = lazy(() => import("./form/ConflictDialog"));

export function warn(saved: Rec): void {
  for (const warning of saved._warnings ?? []) toast(warning.message, { kind: "warn", ms: 8_000 });
}

export function useEdit(meta: EntityMeta) {
  const client = useQueryClient();
  const entity = meta.key;

  /** Values in read form ({id, title} for a link). Answers whether it was saved. */
  const edit = async (record: Rec, values: Record<string, unknown>): Promise<boolean> => {
    const before = Object.fromEntries(Object.keys(values).map((name) => [name, record[name]]));
    const fields = new Map(meta.fields.map((field) => [field.name, field]));
    let wire: Record<string, unknown> = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, kitOf(fields.get(name) ?? { type: "text" }).toApi(value)]),
    );
    patchCaches(client, entity, record.id, values);
    let version: number | undefined;
    for (;;) {
      try {
        version ??= await versionOf(entity, record);
        const saved = await saveRecord(entity, record.id, wire, version);
        patchCaches(client, entity, record.id, saved);
        warn(saved);
        void forget(client, entity);
        return true;
      } catch (error) {
        if (isStale(error)) {
          const stale = error;
          const mine = wire;
          const answer = await openDialog<ConflictAnswer>((close) => (
            <ConflictDialog meta={meta} error={stale} mine={mine} onClose={close} />
          ));
          if (answer) {
            wire = answer.values;
            version = answer.version;
            if (Object.keys(wire).length > 0) continue;
          }
        } else toast(messageOf(error), { kind: "bad" });
        patchCaches(client, entity, record.id, before);
        void forget(client, entity);
        return false;
      }
    }
  };

  const undoDelete = async (id: number): Promise<void> => {
    try {
      await restoreRecord(entity, id);
      toast(t("record.restored"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await forget(client, entity);
  };

  /** `leave` goes away from what shows the record before everything is asked for anew: it is not there any more. */
  const remove = async (record: Rec, leave?: () => Promise<void>): Promise<boolean> => {
    try {
      await deleteRecord(entity, record.id, await versionOf(entity, record));
      const title = String(record[meta.title] ?? `#${record.id}`);
      toast(t("record.deleted", { title }), {
        action:
          meta.features.trash === false
            ? undefined
            : { label: t("common.undo"), run: () => void undoDelete(record.id) },
      });
      await leave?.();
      await forget(client, entity);
      return true;
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      return false;
    }
  };

  return { edit, remove, restore: undoDelete };
}
