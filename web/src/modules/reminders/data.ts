/** What the server says and takes about reminders. */
export const WAYS = ["inbox", "mail", "digest", "off"] as const;
export type Way = (typeof WAYS)[number];

/** The kind under which a superior hears of overdue work; it has a digest of its own each day. */
export const ESCALATION = "escalation";

export interface Settings {
  kinds: { kind: string; label: string; way: Way; default: Way }[];
  quiet_from: string | null;
  quiet_to: string | null;
  working_days_only: boolean;
  digest_at: string;
  digest_mail: boolean;
  zone: string;
  email: string;
  mail_ready: boolean;
  version: number;
}

export interface Rules {
  escalation_days: number;
  version: number;
}

export const waysOf = (kind: string): readonly Way[] =>
  kind === ESCALATION ? WAYS.filter((way) => way !== "digest") : WAYS;
