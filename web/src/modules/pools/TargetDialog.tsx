/** To whom, into which pool, and why. */
import "@/i18n/words/pools";
import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { Suspense, useState } from "react";
import type { Ref } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { USER_FIELD } from "@/records/userField";
import { clear } from "@/ui/clear";
import { Labelled } from "@/ui/Labelled";
import { Bone } from "@/ui/parts";
import { type Op, poolsQuery } from "./data";
import type { Subject } from "./useWork";

const MAX_REASON = 300;

export default function TargetDialog(props: {
  op: Exclude<Op, "claim">;
  entity: string;
  subjects: Subject[];
  /** The pool in which they lie, which is no target. */
  from?: number;
  onClose: (body: Record<string, unknown> | null) => void;
}) {
  const { op, subjects } = props;
  const [owner, setOwner] = useState<Ref | null>(null);
  const [pool, setPool] = useState<number>();
  const [reason, setReason] = useState("");
  const pools = useQuery({ ...poolsQuery, enabled: op !== "assign" }).data ?? [];
  const targets = pools.filter((item) => item.entity === props.entity && item.active && item.id !== props.from);
  const UserInput = kitOf(USER_FIELD).Input;
  const ready = op === "assign" ? owner !== null : op === "transfer" ? pool !== undefined : reason.trim().length > 0;
  const body = (): Record<string, unknown> => ({
    ...(op === "assign" && { owner: owner?.id }),
    ...(op !== "assign" && pool !== undefined && { pool }),
    reason: reason.trim(),
  });
  const about = subjects.length === 1 ? (subjects[0]?.title ?? "") : t("pools.nRecords", { n: subjects.length });
  return (
    <Modal
      open
      width={460}
      title={`${t(`pools.op_${op}`)} · ${about}`}
      okText={t(`pools.op_${op}`)}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !ready }}
      onOk={() => props.onClose(body())}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {op === "assign" && (
          <Labelled id="pool-owner" label={t("pools.toWhom")} required>
            <Suspense fallback={<Bone height={32} />}>
              <UserInput
                id="pool-owner"
                field={USER_FIELD}
                label={t("pools.toWhom")}
                value={owner}
                onChange={(value) => setOwner(value as Ref | null)}
                autoFocus
              />
            </Suspense>
            <p className="field__help">{t("pools.assignHint")}</p>
          </Labelled>
        )}
        {op !== "assign" && (
          <Labelled id="pool-target" label={t("pools.intoWhich")} required={op === "transfer"}>
            <Select<number>
              id="pool-target"
              allowClear={op === "release" && clear()}
              value={pool}
              placeholder={t(op === "release" ? "pools.whereFrom" : "form.choose")}
              options={targets.map((item) => ({ value: item.id, label: item.name }))}
              onChange={setPool}
            />
          </Labelled>
        )}
        <Labelled id="pool-reason" label={t("pools.reason")} required={op === "release"}>
          <Input.TextArea
            id="pool-reason"
            rows={3}
            maxLength={MAX_REASON}
            value={reason}
            placeholder={t(op === "release" ? "pools.reasonHint" : "pools.reasonMay")}
            onChange={(event) => setReason(event.target.value)}
          />
        </Labelled>
      </div>
    </Modal>
  );
}
