import type { CalendarDay, Rec } from "@/api/types";

/** The days after a record went from one to another; counts and cards, the sums come with the next answer. */
export function shifted(days: CalendarDay[], record: Rec, to: string): CalendarDay[] {
  const had = days.some((one) => one.items.some((item) => item.id === record.id));
  const left = days.map((one) => {
    const items = one.items.filter((item) => item.id !== record.id);
    return items.length === one.items.length ? one : { ...one, items, count: one.count - 1 };
  });
  const known = left.some((one) => one.day === to);
  const all = known ? left : [...left, { day: to, count: 0, sums: {}, items: [] }];
  return all.map((one) =>
    one.day === to ? { ...one, count: one.count + (had ? 1 : 0), items: [record, ...one.items] } : one,
  );
}
