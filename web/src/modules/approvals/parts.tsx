/** Small pieces that lists, the page of a request and its print share. */
import type { Ref } from "@/api/types";
import { Value } from "@/fields/Value";
import { type MessageKey, t } from "@/i18n";
import { Dot } from "@/ui/parts";
import { type Fact, factRecord, type Mode, type RequestState, type Task, TONE } from "./data";

export function StateDot({ state }: { state: RequestState }) {
  return <Dot color={TONE[state]}>{t(`approvals.s_${state}`)}</Dot>;
}

/** Facts in one line: “金额 ¥50,000.00 · 类型 新签”. */
export function FactLine({ facts }: { facts: Fact[] }) {
  if (facts.length === 0) return null;
  const record = factRecord(facts);
  return (
    <span className="approval-facts">
      {facts.map((fact) => (
        <span key={fact.field.name}>
          <span className="muted">{fact.field.label}</span> <Value record={record} field={fact.field} />
        </span>
      ))}
    </span>
  );
}

export const names = (people: Ref[]): string => people.map((one) => one.title).join("、");

/** Who a task is for: a person, or everybody with a role or permission. */
export function taskName(task: Task): string {
  if (task.user) return task.user.title;
  return t(task.permission === "settings" ? "approvals.admins" : "approvals.anyone");
}

export const modeText = (mode: Mode, share: number): string => t(`approvals.m_${mode}` as MessageKey, { n: share });
