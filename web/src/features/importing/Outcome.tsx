/** What the check found, how far the run is, and what came of it. */
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { apiUrl, patch } from "@/api/client";
import type { EntityMeta, ImportError, ImportJob } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/importing";
import { ask } from "@/ui/dialogs";
import { formatDecimal } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Bones, ScrollX } from "@/ui/parts";
import type { ImportModel } from "./useImport";

const COUNTS = ["rows", "create", "update", "skip", "error"] as const;

interface StepProps {
  meta: EntityMeta;
  job: ImportJob;
  work: ImportModel;
}

function Counts({ job }: { job: ImportJob }) {
  return (
    <dl className="counts">
      {COUNTS.map((key) => (
        <div key={key} className={key === "error" && job.counts?.error ? "is-bad" : ""}>
          {/* Where matches are changed, what is passed over said nothing new. */}
          <dt>{t(key === "skip" && job.on_match === "update" ? "import.n_same" : `import.n_${key}`)}</dt>
          <dd className="num">{formatDecimal(String(job.counts?.[key] ?? 0))}</dd>
        </div>
      ))}
    </dl>
  );
}

function Errors({ errors, meta }: { errors: ImportError[]; meta: EntityMeta }) {
  const labels = new Map(meta.fields.map((field) => [field.name, field.label]));
  if (errors.length === 0) return null;
  return (
    <ScrollX label={t("import.n_error")}>
      <table className="plain-table import-errors">
        <thead>
          <tr>
            <th>{t("import.why")}</th>
            <th>{t("import.column")}</th>
            <th>{t("import.value")}</th>
            <th>{t("import.firstRow")}</th>
            <th className="is-right">{t("import.times")}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error) => (
            <tr key={`${error.code}-${error.column}-${error.row}`}>
              <td>{error.message}</td>
              <td data-label={t("import.column")}>{labels.get(error.column ?? "") ?? error.column}</td>
              <td data-label={t("import.value")}>
                <code title={error.value || undefined}>{error.value || t("common.blank")}</code>
              </td>
              <td className="num" data-label={t("import.firstRow")}>
                {error.row}
              </td>
              <td className="num is-right" data-label={t("import.times")}>
                {formatDecimal(String(error.count))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Progress({ job }: { job: ImportJob }) {
  const rows = job.counts?.rows || job.rows || 0;
  const done = job.counts?.done ?? 0;
  const percent = rows > 0 ? Math.min(100, Math.round((done / rows) * 100)) : null;
  return (
    <div>
      <div
        className="progress"
        role="progressbar"
        aria-label={t(`import.s_${job.state}` as MessageKey)}
        aria-valuenow={percent ?? undefined}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <span style={{ width: `${percent ?? 100}%` }} className={percent === null ? "is-open" : ""} />
      </div>
      <p className="muted num">
        {t(`import.s_${job.state}` as MessageKey)}{" "}
        {rows > 0 && `${formatDecimal(String(done))} / ${formatDecimal(String(rows))}`}
      </p>
    </div>
  );
}

export function CheckStep({ meta, job, work }: StepProps) {
  const good = (job.counts?.create ?? 0) + (job.counts?.update ?? 0);
  if (job.state !== "checked") {
    return (
      <>
        <Progress job={job} />
        {!job.counts && <Bones rows={3} />}
        {job.counts && <Counts job={job} />}
        <div className="row">
          <Button danger loading={work.busy} onClick={() => void work.cancel()}>
            {t("import.cancel")}
          </Button>
          <span className="muted">{t("import.leaveHint")}</span>
        </div>
      </>
    );
  }
  const remap = (): void => {
    void patch(`imports/${job.id}`, { mapping: job.mapping ?? {} }).then(() => work.job.refetch());
  };
  return (
    <>
      <Counts job={job} />
      {(job.counts?.error ?? 0) > 0 && (
        <div className="notice notice--warn">
          <Icon name="warning" /> {t("import.errorsKept", { n: job.counts?.error ?? 0 })}
        </div>
      )}
      <Errors errors={job.errors} meta={meta} />
      <div className="row row--wrap">
        <Button type="primary" loading={work.busy} disabled={good === 0} onClick={() => void work.run()}>
          {t("import.start", { n: formatDecimal(String(good)) })}
        </Button>
        <Button onClick={remap}>{t("import.remap")}</Button>
        <Button type="text" danger onClick={() => void work.cancel()}>
          {t("import.cancel")}
        </Button>
      </div>
    </>
  );
}

export function ResultStep({ meta, job, work }: StepProps) {
  const navigate = useNavigate();
  const undo = async (): Promise<void> => {
    const sure = await ask({
      title: t("import.undoAsk"),
      text: t("import.undoText", { n: (job.counts?.create ?? 0) + (job.counts?.update ?? 0) }),
      ok: t("import.undo"),
      danger: true,
    });
    if (sure) await work.undo();
  };
  if (job.state === "undoing") return <Progress job={job} />;
  const good = job.state === "done";
  return (
    <>
      <h2 className={`verdict${good ? " is-good" : ""}`}>
        <Icon name={good ? "check" : "warning"} size={20} /> {t(`import.s_${job.state}` as MessageKey)}
      </h2>
      {job.message && <p>{job.message}</p>}
      {job.counts && <Counts job={job} />}
      {(job.counts?.error ?? 0) > 0 && (
        <div className="notice notice--warn">
          <Icon name="warning" />
          <span className="grow">{t("import.errorFileHint")}</span>
          <a href={apiUrl(`imports/${job.id}/errors.xlsx`)} download>
            {t("import.errorFile")}
          </a>
        </div>
      )}
      <Errors errors={job.errors} meta={meta} />
      <div className="row row--wrap">
        <Button type="primary" onClick={() => void navigate({ to: "/r/$entity", params: { entity: meta.key } })}>
          {t("import.back", { label: meta.plural })}
        </Button>
        <Button onClick={() => void navigate({ to: "/import/$entity", params: { entity: meta.key } })}>
          {t("import.another")}
        </Button>
        {job.can_undo && (
          <Button danger loading={work.busy} onClick={() => void undo()}>
            {t("import.undo")}
          </Button>
        )}
      </div>
    </>
  );
}
