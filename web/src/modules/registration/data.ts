/** Registration forms and what came in, as the server tells them. */
import { queryOptions } from "@tanstack/react-query";
import { get, listOf } from "@/api/client";
import type { Ref } from "@/api/types";

export interface Consent {
  key: string;
  text: string;
  required: boolean;
}

export interface FormWords {
  /** What a registration makes. */
  target: "customer" | "lead";
  title: string;
  intro: string;
  fields: { name: string; required: boolean }[];
  notice: string;
  consents: Consent[];
  thanks: string;
  active: boolean;
  pool: number | null;
  owners: Ref[];
  watchers: Ref[];
  per_address: number;
  per_day: number;
  keep_days: number;
}

export interface RegistrationForm extends FormWords {
  id: number;
  version: number;
  path: string;
  notice_version: number;
  counts: { new: number; again: number; last: string | null };
}

export interface Submission {
  id: number;
  at: string;
  form: Ref;
  outcome: "new" | "again";
  notice_version: number;
  consents: Record<string, boolean>;
  customer: Ref | null;
  lead: Ref | null;
  answers: Record<string, string> | null;
  shortened: boolean;
  erased: boolean;
}

export interface Question {
  name: string;
  label: string;
  input: string;
}

export const formsQuery = queryOptions({
  queryKey: ["registration", "forms"],
  queryFn: async ({ signal }) => listOf(await get<{ items: RegistrationForm[] }>("registration/forms", {}, signal)),
});

export const questionsQuery = queryOptions({
  queryKey: ["registration", "fields"],
  queryFn: async ({ signal }) => listOf(await get<{ items: Question[] }>("registration/fields", {}, signal)),
  staleTime: 300_000,
});

export const linkOf = (form: RegistrationForm): string => `${location.origin}${form.path}`;
