/** Winning, losing or giving up an opportunity: what the company wants to learn stands there as required, and what is
 * known is filled in. */
import { useQuery } from "@tanstack/react-query";
import type { FieldMeta } from "@/api/types";
import ActionDialog from "@/records/record/ActionDialog";
import type { SlotProps } from "@/slots";
import { dayOf } from "@/ui/format";
import { rulesQuery } from "./data";

const ALWAYS: Record<string, string[]> = {
  win: ["amount", "summary"],
  lose: ["lost_reason", "summary"],
  invalidate: ["lost_reason"],
};

export default function EndDialog({ meta, record, action, run, onClose }: SlotProps["actionDialog"]) {
  const rules = useQuery(rulesQuery);
  if (rules.isPending) return null;
  const asked = new Set(ALWAYS[action.key]);
  if (action.key === "lose" && rules.data?.competitor_on_loss !== false) asked.add("competitor");
  const known = (field: FieldMeta): unknown =>
    record[field.name] || (field.name === "closed_on" ? dayOf(new Date()) : null);
  const input = action.input.map((field) => ({ ...field, required: asked.has(field.name), default: known(field) }));
  return <ActionDialog action={{ ...action, input }} entity={meta.key} run={run} onClose={onClose} />;
}
