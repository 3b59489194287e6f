/** A setting that is edited as a whole: what the server has, what was changed here, save or take back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, useState } from "react";
import { get, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Role } from "@/api/types";
import { t } from "@/i18n";
import { toast } from "@/ui/toast";

/** What was changed and not yet saved, by path, and how to change it: the page keeps it, so that looking at another
 * role or another part of one loses nothing. */
export interface Edits {
  all: Record<string, { role: Role }>;
  set: Dispatch<SetStateAction<Record<string, { role: Role }>>>;
}

export const rolePath = (role: number, part: "grants" | "fields"): string => `roles/${role}/${part}`;

export function useSaved<T extends { role: Role }>(path: string, edits: Edits, toBody: (value: T) => unknown) {
  const client = useQueryClient();
  const stored = useQuery({ queryKey: ["setting", path], queryFn: ({ signal }) => get<T>(path, {}, signal) });
  const [busy, setBusy] = useState(false);
  const edited = edits.all[path] as T | undefined;
  const drop = (): void => edits.set(({ [path]: _old, ...rest }) => rest);
  /** The other part of the role was begun at the version that this save has passed. */
  const follow = (role: Role | undefined): void =>
    edits.set((all) =>
      Object.fromEntries(
        Object.entries(all).map(([key, value]) => [
          key,
          role && value.role.id === role.id ? { ...value, role: { ...value.role, version: role.version } } : value,
        ]),
      ),
    );
  const save = async (): Promise<void> => {
    if (!edited) return;
    const before = stored.data;
    setBusy(true);
    try {
      await put(path, toBody(edited), { version: edited.role.version });
      drop();
      await client.invalidateQueries({ queryKey: ["setting"] });
      follow(client.getQueryData<T>(["setting", path])?.role);
      await client.invalidateQueries({ queryKey: ["me"] });
      toast(t("settings.saved"), {
        kind: "good",
        action: before && {
          label: t("common.undo"),
          run: () =>
            put(path, toBody(before))
              .then(() => client.invalidateQueries({ queryKey: ["setting"] }))
              .catch((error: unknown) => toast(messageOf(error), { kind: "bad" })),
        },
      });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return {
    stored,
    value: edited ?? stored.data,
    set: (next: T): void => edits.set((all) => ({ ...all, [path]: next })),
    dirty: edited !== undefined,
    reset: drop,
    save,
    busy,
  };
}
