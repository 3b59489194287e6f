/** Credit as the server tells it; what the reader may not see is left out. */
import { queryOptions } from "@tanstack/react-query";
import { get } from "@/api/client";
import type { Money, Ref } from "@/api/types";

export interface Standing {
  profile: { id: number; version: number; days?: number; term?: string; valid_until?: string | null } | null;
  currency: string;
  limit?: string | null;
  available?: string | null;
  ended?: boolean;
  released?: string;
  releases?: { id: number; amount: string; currency: string; until: string; reason: string }[];
  /** These are for those who see the profile, or may make one. */
  stages?: Record<"unshipped" | "uninvoiced" | "unpaid", string>;
  exposure?: string;
  overdue?: string;
  overdue_days?: number;
  unknown?: string[];
  can: { update: boolean; create: boolean };
}

export interface Check {
  id: number;
  at: string;
  kind: "quote" | "contract" | "order" | "delivery";
  entity: string;
  record: number | null;
  /** Empty, and null, of a document that the reader does not see. */
  number: string;
  amount: Money | null;
  exposure: string;
  verdict: "ok" | "warn" | "block";
  user: Ref | null;
}

export const standingQuery = (customer: number) =>
  queryOptions({
    queryKey: ["credit", customer],
    queryFn: ({ signal }) => get<Standing>("credit/standing", { customer }, signal),
    staleTime: 15_000,
    retry: false,
  });
