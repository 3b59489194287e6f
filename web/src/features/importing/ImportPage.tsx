/** Bring a file in: upload, map, check, run, result — each step can be left and resumed. */
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Steps } from "antd";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/importing";
import { may, useEntity } from "@/meta/hooks";
import { useIsPhone, useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Failure, NoPermission, PageHead } from "@/ui/parts";
import { MapStep } from "./MapStep";
import { CheckStep, ResultStep } from "./Outcome";
import { UploadStep } from "./UploadStep";
import { stepOf, useImport } from "./useImport";

const ORDER = ["upload", "map", "check", "run", "result"] as const;

export default function ImportPage() {
  const params = useParams({ strict: false }) as { entity?: string; id?: string };
  const work = useImport(params.id);
  const entity = params.entity ?? work.job.data?.entity;
  const meta = useEntity(entity ?? "");
  if (work.job.isError) return <Failure message={messageOf(work.job.error)} onRetry={() => void work.job.refetch()} />;
  if (entity && meta.isError) return <NoPermission />;
  if (!meta.data || (params.id && !work.job.data)) {
    return (
      <div className="page">
        <div className="panel">
          <Bones rows={8} />
        </div>
      </div>
    );
  }
  if (!may(meta.data.can, "import")) return <NoPermission />;
  return <Wizard meta={meta.data} work={work} id={params.id} />;
}

function Wizard({ meta, work, id }: { meta: EntityMeta; work: ReturnType<typeof useImport>; id: string | undefined }) {
  const navigate = useNavigate();
  const phone = useIsPhone();
  const job = work.job.data;
  const step = stepOf(id ? job : undefined);
  useTitle(t("import.title", { label: meta.plural }));
  const send = async (file: File): Promise<void> => {
    const made = await work.send(file, meta.key);
    if (made) void navigate({ to: "/import/job/$id", params: { id: String(made.id) } });
  };
  return (
    <div className="page page--narrow">
      <PageHead
        title={t("import.title", { label: meta.plural })}
        extra={
          <Link to="/r/$entity" params={{ entity: meta.key }}>
            {t("import.back", { label: meta.plural })}
          </Link>
        }
      />
      <div className="panel panel__body stack import">
        <Steps
          size="small"
          responsive={false}
          current={ORDER.indexOf(step)}
          orientation="horizontal"
          titlePlacement={phone ? "vertical" : "horizontal"}
          items={ORDER.map((key) => ({ title: t(`import.${key}`) }))}
        />
        {work.error && (
          <div className="notice notice--bad" role="alert">
            <Icon name="warning" /> {work.error}
          </div>
        )}
        {step === "upload" && <UploadStep entity={meta.key} busy={work.busy} onFile={(file) => void send(file)} />}
        {step === "map" && job && <MapStep meta={meta} job={job} work={work} />}
        {(step === "check" || step === "run") && job && <CheckStep meta={meta} job={job} work={work} />}
        {step === "result" && job && <ResultStep meta={meta} job={job} work={work} />}
      </div>
    </div>
  );
}
