/** A refused claim with its reckoning: what was counted, against which limit, set by whom. */
import "@/i18n/words/pools";
import { Button, Modal } from "antd";
import { ApiError } from "@/api/client";
import { messageOf } from "@/api/problem";
import { type MessageKey, t } from "@/i18n";
import { openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";

const RECKONED = new Set(["quota_day", "quota_week", "holdings_full", "cooling_ex_owner", "cooling_new", "views_used"]);
const FIGURES = ["used", "held", "asked", "limit", "source", "from"] as const;

export interface Refused {
  code: string;
  detail?: string;
  [figure: string]: unknown;
}

function figures(problem: Refused): [string, string][] {
  return FIGURES.filter((name) => problem[name] !== undefined && problem[name] !== null).map((name) => [
    t(`pools.f_${name}`),
    name === "source" ? t(`pools.source_${String(problem[name])}` as MessageKey) : String(problem[name]),
  ]);
}

function Refusal({ problem, onClose }: { problem: Refused; onClose: () => void }) {
  return (
    <Modal
      open
      width={420}
      title={t(`pools.refused_${problem.code}` as MessageKey)}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t("common.close")}</Button>}
    >
      <p>{problem.detail}</p>
      <dl className="pairs refusal">
        {figures(problem).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

export async function showRefusal(error: unknown): Promise<void> {
  if (error instanceof ApiError && RECKONED.has(error.code)) {
    const problem = error.problem as unknown as Refused;
    await openDialog<null>((close) => <Refusal problem={problem} onClose={() => close(null)} />);
  } else toast(messageOf(error), { kind: "bad" });
}
