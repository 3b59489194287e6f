import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { Me } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { listQuery } from "@/records/data";

const MAX = 49;
const BELOW_ME = { field: "superior", op: "in", value: ["$me", "$my_reports"] } as const;

/** Whose calendars: mine and those of whoever is below me. Drawn only where somebody is. */
export function PeoplePicker({
  me,
  chosen,
  onChange,
}: {
  me: Me;
  chosen: number[];
  onChange: (people: number[]) => void;
}) {
  const people = useQuery(listQuery("user", { filter: BELOW_ME as never, fields: ["name"], sort: "name", limit: MAX }));
  const below = people.data?.items ?? [];
  if (below.length === 0 && chosen.length === 0) return null;
  const options = [
    { value: me.id, label: t("calendar.me") },
    ...below.filter((one) => one.id !== me.id).map((one) => ({ value: one.id, label: String(one.name) })),
  ];
  const known = new Set(options.map((one) => one.value));
  return (
    <Select
      mode="multiple"
      className="cal-people"
      aria-label={t("calendar.people")}
      maxTagCount="responsive"
      optionFilterProp="label"
      value={(chosen.length > 0 ? chosen : [me.id]).filter((id) => known.has(id))}
      options={options}
      onChange={(next: number[]) => onChange(next.length === 1 && next[0] === me.id ? [] : next)}
    />
  );
}
