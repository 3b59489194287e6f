/** On the page of an opportunity: its plan, stage by stage, with how much of it is done; a step is ticked off here. */
import "@/i18n/words/sales";
import "@/ui/css/sales.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Checkbox } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { linkText } from "@/fields/link/Display";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { forget } from "@/records/data";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { dayOf } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { type PathStage, pathQuery, planQuery } from "./data";

const PLAN = "opportunity_activity";
const WHOLE = 100;
/** Periods in the course of which something is planned; else it is planned for the day. */
const ROUGH = ["week", "month", "year"] as const;

export default function PlanPanel({ meta, record }: SlotProps["recordPanel"]) {
  const client = useQueryClient();
  const known = entityInfo(useMeta(), PLAN);
  const path = useQuery(pathQuery(record.id, record.version)).data;
  const plan = useQuery({ ...planQuery(record.id), enabled: may(known?.can, "view") }).data;
  const [busy, setBusy] = useState<number | null>(null);
  const canAdd = may(known?.can, "create") && record._can?.update !== false;
  if (!may(known?.can, "view") || !path || !plan || (plan.length === 0 && !canAdd)) return null;

  const renew = (): Promise<unknown> =>
    Promise.all([
      forget(client, PLAN),
      forget(client, "task"),
      forget(client, meta.key),
      client.invalidateQueries({ queryKey: ["timeline", meta.key, String(record.id)] }),
    ]);
  const add = async (): Promise<void> => {
    const here = path.stages.find((stage) => stage.id === path.current && stage.kind === "open");
    const preset = {
      opportunity: { id: record.id, title: String(record[meta.title] ?? "") },
      stage: here ? { id: here.id, title: here.name } : null,
      doer: record.owner ?? null,
    };
    if (await openForm({ entity: PLAN, preset })) await renew();
  };
  const tick = async (step: Rec): Promise<void> => {
    setBusy(step.id);
    try {
      const action = step.state === "done" ? "reopen" : "done";
      await post(`${PLAN}/${step.id}/actions/${action}`, {}, { version: step.version });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await renew();
    setBusy(null);
  };
  const stageOf = (step: Rec): number | null => (step.stage as { id: number } | null)?.id ?? null;
  const groups: { stage: PathStage | null; steps: Rec[] }[] = [...path.stages, null]
    .map((stage) => ({ stage, steps: plan.filter((step) => stageOf(step) === (stage?.id ?? null)) }))
    .filter((group) => group.steps.length > 0);
  return (
    <section className="panel" aria-label={t("sales.plan")}>
      <header className="panel__head">
        <h2 className="grow">{t("sales.plan")}</h2>
        {canAdd && (
          <Button type="text" size="small" icon={<Icon name="plus" size={14} />} onClick={() => void add()}>
            {t("sales.planAdd")}
          </Button>
        )}
      </header>
      <div className="panel__body stack">
        {groups.length === 0 && <p className="muted">{t("sales.planEmpty")}</p>}
        {groups.map(({ stage, steps }) => (
          <div key={stage?.id ?? 0}>
            <Progress name={stage?.name ?? t("sales.planOther")} done={stage?.plan} />
            <ul className="plan__steps">
              {steps.map((step) => (
                <Step key={step.id} step={step} busy={busy === step.id} onTick={() => void tick(step)} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function Progress({ name, done }: { name: string; done: PathStage["plan"] | undefined }) {
  const share = done ? Math.round((done.done / done.total) * WHOLE) : null;
  return (
    <h3 className="plan__stage">
      <span>{name}</span>
      {done && share !== null && (
        <>
          <span className="plan__bar" aria-hidden="true">
            <span style={{ width: `${share}%` }} />
          </span>
          <span className="num">{t("sales.planDone", { done: done.done, total: done.total, share })}</span>
        </>
      )}
    </h3>
  );
}

function Step({ step, busy, onTick }: { step: Rec; busy: boolean; onTick: () => void }) {
  const due = typeof step.due_on === "string" ? step.due_on : null;
  const rough = ROUGH.find((period) => period === step.period);
  const late = step.state === "planned" && due !== null && due < dayOf(new Date());
  return (
    <li className={`plan__step is-${String(step.state)}`}>
      <Checkbox
        checked={step.state === "done"}
        disabled={busy || step.state === "dropped" || step._can?.update === false}
        onChange={onTick}
      >
        {String(step.title)}
      </Checkbox>
      <span className="plan__facts">
        {step.required === true && <span className="tag tag--orange">{t("sales.must")}</span>}
        {due && (
          <span className={`num${late ? " overdue" : ""}`}>
            {due} {rough && t(`sales.planned.${rough}`)}
          </span>
        )}
        <span>{linkText(step.doer)}</span>
      </span>
    </li>
  );
}
