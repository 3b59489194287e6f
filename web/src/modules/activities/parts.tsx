/** Small inputs that the forms of activities share. */
import "@/i18n/words/activities";
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import type { Dayjs } from "dayjs";
import { lazy, Suspense, useState } from "react";
import { get } from "@/api/client";
import type { Choice, EntityMeta, FieldMeta, Page, Rec, Ref } from "@/api/types";
import { t } from "@/i18n";
import { choicesOf, fieldMap, useEntity, useMeta } from "@/meta/hooks";
import { clear } from "@/ui/clear";
import { Bone } from "@/ui/parts";
import { momentPicked, nowShown } from "@/ui/zoned";

const DateInput = lazy(() => import("@/fields/date/Input"));
const MORNING = 9;
const MAX_CONTACTS = 50;

/** The customer that a record is about: itself, or the one that a contact belongs to. */
export function customerOf(meta: EntityMeta, record: Rec): number | null {
  if (meta.key === "customer") return record.id;
  const customer = record.customer as Ref | null | undefined;
  return customer?.id ?? null;
}

export type Subject = { lead: number } | { customer: number; opportunity?: number };

/** What something written on this page is about: a lead, or the customer of the record, and on the page of an
 * opportunity that one too; null where there is neither. */
export function subjectOf(meta: EntityMeta, record: Rec): Subject | null {
  if (meta.key === "lead") return { lead: record.id };
  const customer = customerOf(meta, record);
  if (customer === null) return null;
  return meta.key === "opportunity" ? { customer, opportunity: record.id } : { customer };
}

/** Choices of a field of another entity, those that are still offered; empty while loading or where it may not be
 * edited. */
export function useChoices(entity: string, name: string): Choice[] {
  const meta = useEntity(entity).data;
  const known = useMeta();
  const field = meta && fieldMap(meta).get(name);
  if (!field?.edit) return [];
  return choicesOf(field, known).filter((choice) => choice.active !== false);
}

/** One of several, each a button that a thumb can hit; a second press takes it back. */
export function Chips(props: {
  label: string;
  options: readonly { value: string; label: string }[];
  value: string | null;
  onChange: (value: string | null) => void;
  required?: boolean;
}) {
  return (
    <div className="choice-chips" role="toolbar" aria-label={props.label}>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={props.value === option.value}
          onClick={() => props.onChange(props.value === option.value && !props.required ? null : option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

/** Moments that people mean when they put something off. */
export function quickTimes(now: Dayjs = nowShown()): { key: "tomorrow" | "days3" | "monday"; at: string }[] {
  const morning = now.hour(MORNING).minute(0).second(0);
  const monday = (8 - now.day()) % 7 || 7;
  return [
    { key: "tomorrow" as const, days: 1 },
    { key: "days3" as const, days: 3 },
    // On a Sunday that is tomorrow, and on a Friday the third day: one word for one moment.
    ...(monday === 1 || monday === 3 ? [] : [{ key: "monday" as const, days: monday }]),
  ].map(({ key, days }) => ({ key, at: momentPicked(morning.add(days, "day")) }));
}

const MOMENT = { type: "moment", name: "at", label: "" } as FieldMeta;

/** A moment in one tap, or chosen from the calendar. */
export function WhenInput(props: { label: string; value: string | null; onChange: (value: string | null) => void }) {
  const [times] = useState(quickTimes);
  const [other, setOther] = useState(false);
  const quick = times.find((time) => time.at === props.value);
  const isOther = other || (props.value !== null && !quick);
  return (
    <div className="when">
      <div className="choice-chips" role="toolbar" aria-label={props.label}>
        {times.map((time) => (
          <button
            key={time.key}
            type="button"
            aria-pressed={!isOther && quick === time}
            onClick={() => {
              setOther(false);
              props.onChange(!isOther && quick === time ? null : time.at);
            }}
          >
            {t(`activities.pick.${time.key}`)}
          </button>
        ))}
        <button type="button" aria-pressed={isOther} onClick={() => setOther(true)}>
          {t("activities.pick.other")}
        </button>
      </div>
      {isOther && (
        <Suspense fallback={<Bone height={32} />}>
          <DateInput
            field={MOMENT}
            label={props.label}
            value={props.value}
            onChange={(value) => props.onChange(typeof value === "string" ? value : null)}
          />
        </Suspense>
      )}
    </div>
  );
}

interface Named {
  id: number;
  name: string;
  title: string;
}

/** The customer's own contacts, then those that belong to another company and stand with this one too. */
async function contactsOf(customer: number, signal?: AbortSignal): Promise<Named[]> {
  const [own, others] = await Promise.all([
    get<Page>("contact", { customer, fields: "name,title", limit: MAX_CONTACTS }, signal),
    get<Page>("contact_customer", { customer, fields: "contact,title", limit: MAX_CONTACTS }, signal),
  ]);
  const linked = others.items.map((row) => {
    const contact = row.contact as Ref | null;
    return { id: contact?.id ?? 0, name: contact?.title ?? "", title: String(row.title ?? "") };
  });
  const mine = own.items.map((row) => ({ id: row.id, name: String(row.name ?? ""), title: String(row.title ?? "") }));
  return [...mine, ...linked.filter(({ id, name }) => name && !mine.some((one) => one.id === id))];
}

/** One of the customer's contacts. */
export function ContactSelect(props: {
  customer: number;
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  const found = useQuery({
    queryKey: ["related", "customer", props.customer, "contacts", "names"],
    queryFn: ({ signal }) => contactsOf(props.customer, signal),
    staleTime: 60_000,
  });
  const options = (found.data ?? []).map((contact) => ({
    value: contact.id,
    label: [contact.name, contact.title].filter(Boolean).join(" · "),
  }));
  return (
    <Select<number>
      value={props.value ?? undefined}
      options={options}
      allowClear={clear()}
      loading={found.isFetching}
      placeholder={t("activities.anyContact")}
      aria-label={t("activities.contact")}
      style={{ width: "100%" }}
      onChange={(value) => props.onChange(value ?? null)}
    />
  );
}

export function Labelled(props: { label: string; error?: string; children: React.ReactNode }) {
  return (
    <div className={`field${props.error ? " is-bad" : ""}`}>
      <span className="field__label">{props.label}</span>
      {props.children}
      {props.error && <p className="field__error">{props.error}</p>}
    </div>
  );
}
