/** Before a document is submitted: the way that it will take, and who the starter names on it. */
import "@/i18n/words/approvals";
import "@/ui/css/approvals.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useId, useState } from "react";
import { ApiError, get } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import type { Problem, Ref } from "@/api/types";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { Slot } from "@/slots/Slot";
import { Bones, Failure } from "@/ui/parts";
import { type Ahead, forgetApprovals } from "./data";
import { PeoplePicker } from "./PeoplePicker";
import { modeText, names } from "./parts";

export default function SubmitDialog({ meta, record, action, run, onClose }: SlotProps["actionDialog"]) {
  const client = useQueryClient();
  const way = useQuery({
    queryKey: ["approval", "preview", meta.key, record.id],
    queryFn: ({ signal }) =>
      get<{ flow: boolean; steps: Ahead[] }>("approval/preview", { entity: meta.key, id: record.id }, signal),
    staleTime: 0,
  });
  const [chosen, setChosen] = useState<Record<string, Ref[]>>({});
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const steps = way.data?.steps ?? [];
  const missing = steps.some((step) => step.choose > 0 && !chosen[step.node]?.length);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const approvers = Object.entries(chosen).flatMap(([node, people]) => people.map((one) => `${node}:${one.id}`));
    try {
      await run(approvers.length > 0 ? { approvers } : {});
      await forgetApprovals(client, meta.key);
      onClose();
    } catch (error) {
      setErrors(formErrors(error, []));
      setProblem(error instanceof ApiError ? error.problem : null);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={480}
      title={action.label}
      okText={action.label}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !way.data || missing }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <div className="stack">
        {way.isPending && <Bones rows={3} />}
        {way.isError && <Failure message={messageOf(way.error)} onRetry={() => void way.refetch()} />}
        {way.data && !way.data.flow && steps.length === 0 && <p>{t("approvals.noFlow")}</p>}
        {way.data?.flow && steps.length === 0 && <p>{t("approvals.nobodyAhead")}</p>}
        {steps.length > 0 && (
          <ol className="approval-way">
            {steps.map((step) => (
              <WayStep
                key={step.node}
                step={step}
                chosen={chosen[step.node] ?? []}
                onChoose={(people) => setChosen({ ...chosen, [step.node]: people.slice(0, step.choose) })}
              />
            ))}
          </ol>
        )}
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
        {problem && <Slot name="actionRefusal" subjects={[meta.key]} props={{ meta, record, problem, onClose }} />}
      </div>
    </Modal>
  );
}

function WayStep({ step, chosen, onChoose }: { step: Ahead; chosen: Ref[]; onChoose: (people: Ref[]) => void }) {
  const id = useId();
  return (
    <li>
      <strong>{step.name}</strong>
      {step.people.length > 1 && <span className="muted"> · {modeText(step.mode, 100)}</span>}
      {step.people.length > 0 && <div>{names(step.people)}</div>}
      {step.choose > 0 && (
        <div className="field">
          <label htmlFor={id}>{t("approvals.choose", { n: step.choose })}</label>
          <PeoplePicker id={id} label={step.name} value={chosen} onChange={onChoose} />
        </div>
      )}
      {step.people.length === 0 && step.choose === 0 && (
        <div className="muted">{t(`approvals.empty_${step.empty}`)}</div>
      )}
    </li>
  );
}
