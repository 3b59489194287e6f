/** The row of a meeting, and the weekdays of a series that was moved. */
import { get, patch } from "@/api/client";
import type { Rec } from "@/api/types";
import { shiftedRule } from "@/fields/recurrence/shift";

export const meeting = (id: number): Promise<Rec> => get<Rec>(`meeting/${id}`);

/** The series that was cut off has its count from the server; only then can its weekdays move along. Answers the rule
 * as it was. */
export async function followDays(id: number, days: number): Promise<unknown> {
  const row = await meeting(id);
  const rrule = shiftedRule(row.rrule, days);
  if (rrule) await patch(`meeting/${id}`, { rrule }, { version: row.version });
  return row.rrule;
}
