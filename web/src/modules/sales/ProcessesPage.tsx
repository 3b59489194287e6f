/** How the company sells: processes, their stages with what each asks for and what is usually done, and the rules of
 * registration. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, useState } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { fieldMap, useEntity, useMe } from "@/meta/hooks";
import { deleteRecord, forget, saveRecord, versionOf } from "@/records/data";
import { openForm } from "@/records/openForm";
import { ask, openDialog } from "@/ui/dialogs";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton, NoPermission, PageHead } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { allQuery } from "./data";
import { RulesPanel } from "./RulesPanel";

const StageDialog = lazy(() => import("./StageDialog"));
const STEP = 10;
const GATES = ["evidence_text", "evidence_file", "gate_registered", "gate_project", "gate_activities"];

const idOf = (value: unknown): number | undefined => (value as { id: number } | null | undefined)?.id;

function Stages(props: { process: Rec; stages: Rec[]; activities: Rec[]; mayEdit: boolean }) {
  const { process, stages, activities, mayEdit } = props;
  const client = useQueryClient();
  const meta = useEntity("sales_stage").data;
  const opportunity = useEntity("opportunity").data;
  const [busy, setBusy] = useState(false);
  if (!meta || !opportunity) return <Bones rows={8} />;
  const fields = fieldMap(meta);
  const labels = fieldMap(opportunity);
  const renew = (): Promise<unknown> =>
    Promise.all([forget(client, "sales_stage"), forget(client, "stage_activity"), forget(client, "opportunity")]);
  const edit = async (stage: Rec | null): Promise<void> => {
    const saved = await openDialog<Rec>((close) => (
      <StageDialog
        meta={meta}
        opportunity={opportunity}
        process={process.id}
        siblings={stages}
        stage={stage}
        onClose={close}
      />
    ));
    if (saved) await renew();
  };
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await renew();
    setBusy(false);
  };
  const swap = (at: number, by: number): Promise<void> =>
    attempt(async () => {
      const order = [...stages];
      const [taken] = order.splice(at, 1);
      if (taken) order.splice(at + by, 0, taken);
      for (const [place, stage] of order.entries()) {
        const wanted = (place + 1) * STEP;
        if (stage.order !== wanted) {
          await saveRecord("sales_stage", stage.id, { order: wanted }, await versionOf("sales_stage", stage));
        }
      }
    });
  const remove = async (entity: string, record: Rec, name: string): Promise<void> => {
    if (await ask({ title: t("sales.removeAsk", { name }), ok: t("common.delete"), danger: true })) {
      await attempt(async () => deleteRecord(entity, record.id, await versionOf(entity, record)));
    }
  };
  const activity = async (stage: Rec, one?: Rec): Promise<void> => {
    const saved = await openForm(
      one
        ? { entity: "stage_activity", id: one.id }
        : { entity: "stage_activity", preset: { stage: { id: stage.id, title: stage.name } } },
    );
    if (saved) await renew();
  };
  return (
    <>
      <ol className="stages" aria-busy={busy}>
        {stages.map((stage, at) => {
          const mine = activities.filter((one) => idOf(one.stage) === stage.id);
          const asked = ((stage.required_fields as string[] | null) ?? []).map(
            (name) => labels.get(name)?.label ?? name,
          );
          const gates = GATES.filter((name) => stage[name] === true).map((name) => fields.get(name)?.label ?? name);
          return (
            <li key={stage.id} className={`stages__item panel tone--${stage.color || "gray"}`}>
              <div className="stages__head">
                <strong>{String(stage.name)}</strong>
                <Value record={stage} field={fields.get("kind") as EntityMeta["fields"][number]} />
                <span className="num">{Number(stage.probability)}%</span>
                <span className="muted">
                  {stage.expected_days !== null && t("sales.expected", { n: Number(stage.expected_days) })}
                  {stage.warning_days !== null && ` · ${t("sales.warns", { n: Number(stage.warning_days) })}`}
                </span>
                {mayEdit && (
                  <span className="stages__tools">
                    <IconButton
                      icon="up"
                      size="small"
                      label={t("sales.up", { name: String(stage.name) })}
                      disabled={at === 0 || busy}
                      onClick={() => void swap(at, -1)}
                    />
                    <IconButton
                      icon="down"
                      size="small"
                      label={t("sales.down", { name: String(stage.name) })}
                      disabled={at === stages.length - 1 || busy}
                      onClick={() => void swap(at, 1)}
                    />
                    <IconButton
                      icon="edit"
                      size="small"
                      label={t("sales.editStage", { name: String(stage.name) })}
                      onClick={() => void edit(stage)}
                    />
                    <IconButton
                      icon="trash"
                      size="small"
                      label={t("sales.remove", { name: String(stage.name) })}
                      onClick={() => void remove("sales_stage", stage, String(stage.name))}
                    />
                  </span>
                )}
              </div>
              {stage.guide ? <p className="muted">{String(stage.guide)}</p> : null}
              {(asked.length > 0 || gates.length > 0) && (
                <p className="stages__asks">
                  <span className="muted">{t("sales.asks")}</span>
                  {[...asked, ...gates].map((label) => (
                    <span key={label} className="tag tag--gray">
                      {label}
                    </span>
                  ))}
                </p>
              )}
              {stage.kind === "open" && (
                <p className="stages__asks">
                  <span className="muted">{t("sales.activities")}</span>
                  {mine.map((one) => (
                    <button
                      key={one.id}
                      type="button"
                      className="tag tag--blue stages__activity"
                      disabled={!mayEdit}
                      onClick={() => void activity(stage, one)}
                    >
                      {String(one.title)} · {t("sales.afterDays", { n: Number(one.days) })}
                      {one.required === true && ` · ${t("sales.must")}`}
                    </button>
                  ))}
                  {mayEdit && (
                    <Button
                      type="text"
                      size="small"
                      icon={<Icon name="plus" size={12} />}
                      onClick={() => void activity(stage)}
                    >
                      {t("sales.addActivity")}
                    </Button>
                  )}
                </p>
              )}
            </li>
          );
        })}
      </ol>
      {stages.length === 0 && <Empty text={t("sales.noStages")} hint={t("sales.noStagesHint")} />}
      {mayEdit && (
        <Button icon={<Icon name="plus" size={14} />} onClick={() => void edit(null)}>
          {t("sales.addStage")}
        </Button>
      )}
    </>
  );
}

export default function ProcessesPage() {
  useTitle(t("nav.salesProcesses"));
  const me = useMe();
  const client = useQueryClient();
  const processes = useQuery(allQuery("sales_process"));
  const names =
    "name,process,kind,color,probability,guide,order,expected_days,warning_days,required_fields,next_stages";
  const stages = useQuery(allQuery("sales_stage", { sort: "order", fields: `${names},${GATES.join(",")}` }));
  const activities = useQuery(allQuery("stage_activity", { sort: "order", fields: "title,stage,kind,days,required" }));
  const [chosen, setChosen] = useState<number | null>(null);
  const mayEdit = me.admin.includes("dictionaries");
  if (isStatus(processes.error, 403)) return <NoPermission />;
  const shown = processes.data?.find((one) => one.id === chosen) ?? processes.data?.[0];
  const failed = processes.error ?? stages.error ?? activities.error;
  const make = async (id?: number): Promise<void> => {
    const saved = await openForm({ entity: "sales_process", id });
    if (saved) {
      setChosen(saved.id);
      await forget(client, "sales_process");
    }
  };
  return (
    <div className="page page--narrow">
      <PageHead
        title={t("nav.salesProcesses")}
        extra={
          mayEdit && (
            <Button type="primary" icon={<Icon name="plus" />} onClick={() => void make()}>
              {t("sales.addProcess")}
            </Button>
          )
        }
      >
        <span className="muted">{t("sales.processesHint")}</span>
      </PageHead>
      {failed && <Failure message={messageOf(failed)} onRetry={() => void processes.refetch()} />}
      {(processes.isPending || stages.isPending) && !failed && (
        <section className="panel">
          <Bones rows={8} />
        </section>
      )}
      {processes.data && stages.data && activities.data && (
        <div className="stack">
          {shown ? (
            <>
              <Tabs
                label={t("nav.salesProcesses")}
                items={processes.data.map((one) => ({ key: String(one.id), label: String(one.name) }))}
                active={String(shown.id)}
                onChange={(key) => setChosen(Number(key))}
                extra={
                  mayEdit && (
                    <Button
                      type="text"
                      size="small"
                      icon={<Icon name="edit" size={14} />}
                      onClick={() => void make(shown.id)}
                    >
                      {t("sales.editProcess")}
                    </Button>
                  )
                }
              />
              <Stages
                process={shown}
                stages={stages.data.filter((stage) => idOf(stage.process) === shown.id)}
                activities={activities.data}
                mayEdit={mayEdit}
              />
            </>
          ) : (
            <Empty text={t("sales.noProcess")} hint={t("sales.noProcessHint")} />
          )}
          <RulesPanel mayEdit={me.admin.includes("settings")} />
        </div>
      )}
    </div>
  );
}
