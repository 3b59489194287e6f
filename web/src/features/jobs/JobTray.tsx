/** Long work, bottom right: how far, stop, result. It survives navigation and reload, since the server remembers. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Job } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import { useStored } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { isActive, jobsQuery, resultHref } from "./jobs";

const SHOWN = 6;

function Row({ job, onDismiss }: { job: Job; onDismiss: () => void }) {
  const client = useQueryClient();
  const percent = job.total ? Math.min(100, Math.round((job.done / job.total) * 100)) : null;
  const href = job.state === "done" ? resultHref(job) : null;
  const cancel = (): void => {
    post(`jobs/${job.id}/cancel`)
      .then(() => client.invalidateQueries({ queryKey: ["jobs"] }))
      .catch((error: unknown) => toast(messageOf(error), { kind: "bad" }));
  };
  return (
    <li className="job">
      <div className="row">
        <span className="grow ellipsis">{job.title}</span>
        {isActive(job) ? (
          <button type="button" className="plain-button" onClick={cancel}>
            {t("common.cancel")}
          </button>
        ) : (
          <>
            {href && (
              <a href={href} download>
                {t("job.result")}
              </a>
            )}
            <IconButton icon="close" size="small" label={t("common.close")} onClick={onDismiss} />
          </>
        )}
      </div>
      {isActive(job) && (
        <div
          className="progress"
          role="progressbar"
          aria-label={job.title}
          aria-valuenow={percent ?? undefined}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <span style={{ width: `${percent ?? 100}%` }} className={percent === null ? "is-open" : ""} />
        </div>
      )}
      <div className="muted job__state">
        {t(`job.${job.state}` as MessageKey)}
        {job.total ? ` · ${job.done} / ${job.total}` : ""}
        {job.message ? ` · ${job.message}` : ""}
      </div>
    </li>
  );
}

export default function JobTray() {
  const jobs = useQuery(jobsQuery).data ?? [];
  const [dismissed, setDismissed] = useStored<string[]>("kezhou.jobs.dismissed", []);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const shown = jobs.filter((job) => isActive(job) || !dismissed.includes(String(job.id))).slice(0, SHOWN);
  if (shown.length === 0) return null;
  const active = shown.filter(isActive).length;
  // Open while something runs, folded to one line when all is done, until somebody says otherwise.
  const open = chosen ?? active > 0;
  const dismiss = (ids: string[]): void => setDismissed([...new Set([...dismissed, ...ids])].slice(-200));
  return (
    <section className="tray" aria-label={t("job.tray")}>
      <header className="row">
        <button type="button" className="tray__head grow" aria-expanded={open} onClick={() => setChosen(!open)}>
          {active > 0 ? t("job.active", { n: active }) : t("job.finished")}{" "}
          <Icon name={open ? "down" : "up"} size={14} />
        </button>
        {active === 0 && (
          <IconButton
            icon="close"
            size="small"
            label={t("job.dismissAll")}
            onClick={() => dismiss(shown.map((job) => String(job.id)))}
          />
        )}
      </header>
      {open && (
        <ul>
          {shown.map((job) => (
            <Row key={job.id} job={job} onDismiss={() => dismiss([String(job.id)])} />
          ))}
        </ul>
      )}
    </section>
  );
}
