/** What every view of the calendar is given. */
import { weekdayOf } from "./time";
import type { Item, SpecialDay } from "./types";
import type { Handles } from "./useShift";

export interface GridProps {
  days: string[];
  /** The day that the view is about. */
  day: string;
  today: string;
  items: Item[];
  special: Map<string, SpecialDay>;
  open: (item: Item) => void;
  /** A new meeting on the day, at a time or for the whole day. Left out for who may not make any. */
  add?: (day: string, minutes: number | null) => void;
  goDay: (day: string) => void;
  handles: (item: Item) => Handles;
  pendingKey: string | null;
}

export const isFree = (day: string, special: Map<string, SpecialDay>): boolean => {
  const named = special.get(day);
  return named ? !named.working : weekdayOf(day) > 4;
};
