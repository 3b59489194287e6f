import { queryOptions } from "@tanstack/react-query";
import { apiUrl, get, listOf } from "@/api/client";
import type { Job } from "@/api/types";

const ACTIVE_POLL_MS = 2_000;

export const isActive = (job: Job): boolean => job.state === "queued" || job.state === "running";

export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: async ({ signal }) => listOf(await get<Job[] | { items: Job[] }>("jobs", {}, signal)),
  staleTime: 5_000,
  refetchInterval: (query) => ((query.state.data ?? []).some(isActive) ? ACTIVE_POLL_MS : false),
});

/** Where the result of a job can be fetched. */
export function resultHref(job: Job): string | null {
  const file = job.result?.file;
  if (file) return apiUrl(`files/${typeof file === "object" ? file.id : file}`);
  const url = job.result?.url;
  // Only addresses of this very server: a job's text must not lead elsewhere.
  return url?.startsWith("/") && !url.startsWith("//") ? url : null;
}
