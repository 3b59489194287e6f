/** A setting that is edited as a whole: what the server has, what was changed here, save or take back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Role } from "@/api/types";
import { t } from "@/i18n";
import { toast } from "@/ui/toast";

export function useSaved<T extends { role: Role }>(path: string, toBody: (value: T) => unknown) {
  const client = useQueryClient();
  const stored = useQuery({ queryKey: ["setting", path], queryFn: ({ signal }) => get<T>(path, {}, signal) });
  const [edited, setEdited] = useState<T | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    if (!edited) return;
    const before = stored.data;
    setBusy(true);
    try {
      await put(path, toBody(edited), { version: edited.role.version });
      setEdited(null);
      await client.invalidateQueries({ queryKey: ["setting"] });
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
    set: setEdited,
    dirty: edited !== null,
    reset: () => setEdited(null),
    save,
    busy,
  };
}
