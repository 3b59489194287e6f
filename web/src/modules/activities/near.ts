/** What `POST visits/nearby` answers, and distances in words. */
import { t } from "@/i18n";
import "@/i18n/words/activities";
import type { Point } from "./mercator";

export interface CustomerPlace {
  location: Point;
  accuracy: number | null;
  source: "check_in" | "hand";
  at: string;
}

export interface Near {
  id: number;
  name: string;
  level?: string;
  address?: string;
  last_follow_up_at?: string | null;
  next_follow_up_at?: string | null;
  metres: number;
  place: CustomerPlace;
}

export interface Nearby {
  items: Near[];
  more: boolean;
  km: number;
  tiles: { url: string; credit: string } | null;
}

/** 350 m, 1.2 km, 12 km. */
export function wayText(metres: number): string {
  if (metres < 995) return t("activities.metres", { n: metres < 95 ? metres : Math.round(metres / 10) * 10 });
  const km = metres / 1000;
  return t("activities.km", { n: km < 9.95 ? Number(km.toFixed(1)) : Math.round(km) });
}

/** Opens the phone's own map, which knows the way. */
export const routeTo = ({ lat, lng }: Point): string => `geo:${lat},${lng}?q=${lat},${lng}`;
