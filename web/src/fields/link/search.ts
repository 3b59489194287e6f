import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { EntityMeta, Page, Ref } from "@/api/types";
import { entityQuery } from "@/meta/hooks";

const SHOWN = 20;

/** The first records whose name, pinyin or number matches what was typed. */
export function useLinkSearch(entity: string | null, q: string, enabled: boolean) {
  const meta = useQuery({ ...entityQuery(entity ?? ""), enabled: enabled && Boolean(entity) }).data;
  const title = titleField(meta);
  return useQuery({
    queryKey: ["records", entity, "pick", q, title],
    queryFn: async ({ signal }): Promise<Ref[]> => {
      const page = await get<Page>(`${entity}`, { q, limit: SHOWN, fields: title }, signal);
      return page.items.map((item) => ({ id: item.id, title: String(item[title] ?? `#${item.id}`) }));
    },
    enabled: enabled && Boolean(entity) && Boolean(meta),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export const titleField = (meta: EntityMeta | undefined): string => meta?.title ?? "name";
