/** Until when a record is kept from being recycled: granted by a superior (hold) or asked for by its owner (extend). */
import "@/i18n/words/pools";
import { useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import { dayOf } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { toast } from "@/ui/toast";
import { DayInput } from "./DayInput";
import { act, type Due, renew } from "./data";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;
const MAX_REASON = 300;

export default function KeepDialog(props: {
  entity: string;
  id: number;
  verb: "hold" | "extend";
  due: Due | null;
  onClose: () => void;
}) {
  const { verb, due } = props;
  const client = useQueryClient();
  const start = due && due.days > 0 ? new Date(`${due.on}T12:00:00`).getTime() : Date.now();
  const [until, setUntil] = useState(dayOf(new Date(start + USUAL_DAYS * DAY_MS)));
  const [reason, setReason] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      await act(props.entity, props.id, verb, { until: until || null, reason: reason.trim() });
      toast(t(verb === "hold" ? "pools.held_done" : "pools.extend_done"), { kind: "good" });
      props.onClose();
      await renew(client, props.entity);
    } catch (error) {
      setErrors(formErrors(error, ["until", "reason"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={440}
      title={t(`pools.op_${verb}`)}
      okText={t(verb === "hold" ? "common.save" : "pools.send")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !reason.trim() || (verb === "extend" && !until) }}
      onOk={() => void save()}
      onCancel={props.onClose}
    >
      <div className="stack">
        <p className="muted">{t(verb === "hold" ? "pools.holdHint" : "pools.extendHint")}</p>
        {errors.summary.length > 0 && (
          <div className="notice notice--bad" role="alert">
            {errors.summary.join(" ")}
          </div>
        )}
        <Labelled id="keep-until" label={t("pools.until")} required={verb === "extend"} error={errors.fields.until}>
          <DayInput
            id="keep-until"
            label={t("pools.until")}
            value={until}
            invalid={Boolean(errors.fields.until)}
            onChange={setUntil}
          />
          {verb === "hold" && <p className="field__help">{t("pools.holdNone")}</p>}
        </Labelled>
        <Labelled id="keep-reason" label={t("pools.reason")} required error={errors.fields.reason}>
          <Input.TextArea
            id="keep-reason"
            rows={3}
            maxLength={MAX_REASON}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
      </div>
    </Modal>
  );
}
