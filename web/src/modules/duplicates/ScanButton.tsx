/** Compares everything that exists, as a job, with how far it is. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { get, listOf, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Job } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/duplicates";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";

const KIND = "duplicates_scan";
const POLL_MS = 2_000;
const isActive = (job: Job): boolean => job.state === "queued" || job.state === "running";

export function ScanButton({ entity, open }: { entity: string; open: boolean }) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const jobs = useQuery({
    queryKey: ["jobs"],
    queryFn: async ({ signal }) => listOf(await get<Job[] | { items: Job[] }>("jobs", {}, signal)),
    enabled: open,
    staleTime: 5_000,
    refetchInterval: (query) =>
      (query.state.data ?? []).some((job) => job.kind === KIND && isActive(job)) ? POLL_MS : false,
  });
  const running = (jobs.data ?? []).find((job) => job.kind === KIND && isActive(job));
  const ran = useRef(false);
  useEffect(() => {
    if (ran.current && !running) void client.invalidateQueries({ queryKey: ["duplicates"] });
    ran.current = running !== undefined;
  }, [running, client]);
  if (!open) return null;
  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      await post("duplicates/scan", { entity });
      await client.invalidateQueries({ queryKey: ["jobs"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  if (running) {
    const percent = running.total ? Math.min(100, Math.round((running.done / running.total) * 100)) : null;
    return (
      <div className="scan" role="status">
        <span className="muted num">
          {t("duplicates.scanning", { done: running.done, total: running.total ?? "…" })}
        </span>
        <div className="progress">
          <span style={{ width: `${percent ?? 100}%` }} className={percent === null ? "is-open" : ""} />
        </div>
      </div>
    );
  }
  return (
    <Button icon={<Icon name="search" />} loading={busy} onClick={() => void start()}>
      {t("duplicates.scan")}
    </Button>
  );
}
