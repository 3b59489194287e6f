import { type QueryClient, useQueries, useQueryClient } from "@tanstack/react-query";
import { post } from "@/api/client";
import type { Page, Ref } from "@/api/types";
import { t } from "@/i18n";
import { entityInfo, entityQuery, may, useMeta } from "@/meta/hooks";
import { titleField } from "./search";

/** Values that mean “whoever is looking”. */
export function tokens(type: string): { value: string; label: string }[] {
  if (type === "user") {
    return [
      { value: "$me", label: t("token.me") },
      { value: "$my_reports", label: t("token.myReports") },
    ];
  }
  if (type === "department") {
    return [
      { value: "$my_dept", label: t("token.myDept") },
      { value: "$my_dept_tree", label: t("token.myDeptTree") },
    ];
  }
  return [];
}

/** The titles of picked ids, so that a chip or a reload can still name them for as long as the page lives. */
const seen = new Map<string, string>();
export const linkTitle = (entity: string | null, id: unknown): string =>
  seen.get(`${entity}:${String(id)}`) ?? `#${String(id)}`;

export const rememberTitle = (entity: string | null, ref: Ref): void => {
  seen.set(`${entity}:${ref.id}`, ref.title);
};

const MAX_TITLES = 50;

async function fetchTitles(client: QueryClient, entity: string, ids: number[], signal?: AbortSignal): Promise<number> {
  const title = titleField(await client.ensureQueryData(entityQuery(entity)));
  const filter = { field: "id", op: "in", value: ids };
  const page = await post<Page>(`${entity}/search`, { filter, fields: [title], limit: MAX_TITLES }, { signal });
  for (const item of page.items) rememberTitle(entity, { id: item.id, title: String(item[title] ?? `#${item.id}`) });
  return page.items.length;
}

/** Fetches the names of ids that came from elsewhere than a list of choices: from an address, a stored view, a report.
 * Entity → ids; the component is drawn again when `linkTitle` knows them. */
export function useLinkTitles(wanted: ReadonlyMap<string, readonly number[]>): void {
  const client = useQueryClient();
  const known = useMeta();
  const unknown = [...wanted].flatMap(([entity, ids]) => {
    const missing = ids.filter((id) => !seen.has(`${entity}:${id}`)).slice(0, MAX_TITLES);
    return missing.length > 0 && may(entityInfo(known, entity)?.can, "view") ? [{ entity, ids: missing }] : [];
  });
  useQueries({
    queries: unknown.map(({ entity, ids }) => ({
      queryKey: ["records", entity, "titles", ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchTitles(client, entity, ids, signal),
      staleTime: 60_000,
      retry: false,
    })),
  });
}
