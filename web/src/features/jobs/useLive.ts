/** News while the app is open: unread messages, running jobs, records changed by others. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { listen } from "@/api/stream";
import { useMe } from "@/meta/hooks";
import { isActive, jobsQuery } from "./jobs";

/** Changes of others are gathered for this long before lists are asked again. */
const RECORD_PAUSE_MS = 2_000;

export function useLive(): { unread: number; hasJobs: boolean } {
  const client = useQueryClient();
  const me = useMe();
  const jobs = useQuery(jobsQuery).data ?? [];
  const [everJobs, setEverJobs] = useState(false);
  const busy = jobs.some(isActive);
  useEffect(() => {
    if (busy || jobs.length > 0) setEverJobs(true);
  }, [busy, jobs.length]);
  useEffect(() => {
    const entities = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = (keys: string[][]): void => {
      for (const queryKey of keys) void client.invalidateQueries({ queryKey });
    };
    const stop = listen(
      (kind, data) => {
        if (kind === "inbox") renew([["me"], ["inbox"]]);
        else if (kind === "job") renew([["jobs"], ["imports"], ["custom-fields"], ["printing", "prints"]]);
        else if (typeof data.entity === "string") {
          entities.add(data.entity);
          clearTimeout(timer);
          timer = setTimeout(() => {
            renew([...entities].map((entity) => ["records", entity]));
            entities.clear();
          }, RECORD_PAUSE_MS);
        }
      },
      () => renew([["me"], ["inbox"], ["jobs"]]),
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [client]);
  return { unread: me.unread, hasJobs: everJobs };
}
