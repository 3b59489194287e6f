/** Putting chosen customers into the coming days, in the order in which they were chosen. */
import "@/i18n/words/activities";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Input, InputNumber, Modal } from "antd";
import { lazy, Suspense, useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FieldMeta } from "@/api/types";
import { t } from "@/i18n";
import { forget } from "@/records/data";
import { openDialog } from "@/ui/dialogs";
import { useIsPhone } from "@/ui/hooks";
import { Bone } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { quickTimes } from "./parts";

const DateInput = lazy(() => import("@/fields/date/Input"));
const MOMENT = { type: "moment", name: "first", label: "" } as FieldMeta;

interface Planned {
  results: { customer: number; id?: number; problem?: { errors: { message: string }[] } }[];
}

/** Beside the customers; on a phone they would have to be scrolled past, so it comes when somebody is chosen. */
export function PlanPlace(props: { chosen: readonly number[]; onDone: () => void }) {
  const phone = useIsPhone();
  if (!phone) return <PlanForm {...props} />;
  if (props.chosen.length === 0) return null;
  const open = (): void => {
    void openDialog<null>((close) => (
      <Modal open footer={null} title={t("activities.plan")} onCancel={() => close(null)}>
        <PlanForm
          chosen={props.chosen}
          onDone={() => {
            close(null);
            props.onDone();
          }}
        />
      </Modal>
    ));
  };
  return (
    <button type="button" className="fab" onClick={open}>
      {t("activities.planChosen", { n: props.chosen.length })}
    </button>
  );
}

function PlanForm({ chosen, onDone }: { chosen: readonly number[]; onDone: () => void }) {
  const client = useQueryClient();
  const [purpose, setPurpose] = useState("");
  const [first, setFirst] = useState<string | null>(() => quickTimes()[0]?.at ?? null);
  const [perDay, setPerDay] = useState<number | null>(4);
  const [minutes, setMinutes] = useState<number | null>(60);
  const [busy, setBusy] = useState(false);
  const ready = chosen.length > 0 && purpose.trim() !== "" && first !== null;
  const plan = async (): Promise<void> => {
    setBusy(true);
    try {
      const { results } = await post<Planned>("visits/plan", {
        customers: chosen,
        purpose: purpose.trim(),
        first,
        per_day: perDay,
        minutes,
      });
      const refused = results.filter((one) => one.problem);
      const made = results.length - refused.length;
      if (made > 0) toast(t("activities.planned", { n: made }), { kind: "good" });
      if (refused.length > 0) {
        const why = refused[0]?.problem?.errors[0]?.message ?? "";
        toast(t("activities.refused", { n: refused.length, why }), { kind: "warn" });
      }
      await forget(client, "visit");
      onDone();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="panel panel__body stack plan__form" aria-label={t("activities.plan")}>
      <strong>{t("activities.chosen", { n: chosen.length })}</strong>
      <Input
        value={purpose}
        maxLength={200}
        aria-label={t("activities.purpose")}
        placeholder={t("activities.purposeHint")}
        onChange={(event) => setPurpose(event.target.value)}
      />
      <div className="field">
        <span className="field__label">{t("activities.first")}</span>
        <Suspense fallback={<Bone height={32} />}>
          <DateInput
            field={MOMENT}
            label={t("activities.first")}
            value={first}
            onChange={(value) => setFirst(typeof value === "string" ? value : null)}
          />
        </Suspense>
      </div>
      <div className="row plan__numbers">
        <div className="field grow">
          <span className="field__label">{t("activities.perDay")}</span>
          <InputNumber value={perDay} min={1} max={12} aria-label={t("activities.perDay")} onChange={setPerDay} />
        </div>
        <div className="field grow">
          <span className="field__label">{t("activities.length")}</span>
          <InputNumber
            value={minutes}
            min={5}
            max={480}
            step={15}
            aria-label={t("activities.length")}
            onChange={setMinutes}
          />
        </div>
      </div>
      <Button type="primary" block loading={busy} disabled={!ready} onClick={() => void plan()}>
        {t("activities.plan")}
      </Button>
    </section>
  );
}
