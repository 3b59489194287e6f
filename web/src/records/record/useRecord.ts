/** The logic of the record page. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { ActionMeta, EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, useEntity, useMeta } from "@/meta/hooks";
import { toast } from "@/ui/toast";
import { forget, oneQuery, patchCaches, versionOf } from "../data";
import { useEdit } from "../useEdit";

export function useRecordPage() {
  const { entity = "", id = "" } = useParams({ strict: false }) as { entity?: string; id?: string };
  const known = entityInfo(useMeta(), entity) !== undefined;
  const meta = useEntity(known ? entity : "");
  const record = useQuery({ ...oneQuery(entity, id), enabled: known });
  const search = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  return {
    entity,
    id,
    meta,
    record,
    tab: search.tab ?? "overview",
    setTab: (tab: string) =>
      void navigate({ to: ".", replace: true, search: { tab: tab === "overview" ? undefined : tab } as never }),
  };
}

export function useRecordActions(meta: EntityMeta, record: Rec) {
  const client = useQueryClient();
  const { edit, remove } = useEdit(meta);
  const renewTimeline = (): Promise<void> =>
    client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] });

  const act = async (action: ActionMeta, input: Record<string, unknown>): Promise<void> => {
    const saved = await post<Rec>(`${meta.key}/${record.id}/actions/${action.key}`, input, {
      version: await versionOf(meta.key, record),
    });
    if (saved?.id) patchCaches(client, meta.key, record.id, saved);
    await Promise.all([forget(client, meta.key), renewTimeline()]);
    toast(t("record.acted", { label: action.label }), { kind: "good" });
  };
  const reveal = async (field: string): Promise<string | null> => {
    try {
      const { value } = await post<{ value: unknown }>(`${meta.key}/${record.id}/reveal`, { field });
      return String(value ?? "");
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      return null;
    }
  };
  return {
    edit: async (values: Record<string, unknown>) => {
      const saved = await edit(record, values);
      await renewTimeline();
      return saved;
    },
    remove: (leave: () => Promise<void>) => remove(record, leave),
    act,
    reveal,
    renewTimeline,
  };
}
export type RecordActions = ReturnType<typeof useRecordActions>;
