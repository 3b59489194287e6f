/** Making or changing a registration form. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Modal, Radio, Select } from "antd";
import { useState } from "react";
import { get, listOf, patch, post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Ref } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/registration";
import { USER_FIELD } from "@/records/userField";
import { Labelled } from "@/ui/Labelled";
import { IconButton } from "@/ui/parts";
import { type FormWords, questionsQuery, type RegistrationForm } from "./data";

const PEOPLE_FIELD = { ...USER_FIELD, type: "multi_link", link: "user" };
const FIRST = [
  { name: "customer.name", required: true },
  { name: "contact.name", required: true },
  { name: "contact.mobile", required: true },
  { name: "need", required: false },
];
const NUMBERS = [
  ["per_address", "registration.perAddress"],
  ["per_day", "registration.perDay"],
  ["keep_days", "registration.keepDays"],
] as const;

const blank = (): FormWords => ({
  target: "customer",
  title: t("registration.defaultTitle"),
  intro: "",
  fields: FIRST,
  notice: t("registration.defaultNotice"),
  consents: [],
  thanks: t("registration.defaultThanks"),
  active: false,
  pool: null,
  owners: [],
  watchers: [],
  per_address: 10,
  per_day: 500,
  keep_days: 365,
});

function Questions({ value, onChange }: { value: FormWords["fields"]; onChange: (next: FormWords["fields"]) => void }) {
  const offered = useQuery(questionsQuery).data ?? [];
  const chosen = new Map(value.map((one) => [one.name, one]));
  const set = (name: string, on: boolean, required = false): void => {
    if (on) chosen.set(name, { name, required });
    else chosen.delete(name);
    onChange(offered.flatMap((one) => chosen.get(one.name) ?? []));
  };
  const label = (name: string, text: string): string => {
    if (name.startsWith("customer.")) return t("registration.group_customer", { label: text });
    return name.startsWith("contact.") ? t("registration.group_contact", { label: text }) : text;
  };
  return (
    <ul className="questions">
      {offered.map((one) => (
        <li key={one.name}>
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={chosen.has(one.name)}
              onChange={(event) => set(one.name, event.target.checked)}
            />
            {label(one.name, one.label)}
          </label>
          {chosen.has(one.name) && (
            <label className="row muted">
              <input
                type="checkbox"
                className="check"
                aria-label={`${one.label}: ${t("registration.required")}`}
                checked={chosen.get(one.name)?.required ?? false}
                onChange={(event) => set(one.name, true, event.target.checked)}
              />
              {t("registration.required")}
            </label>
          )}
        </li>
      ))}
    </ul>
  );
}

function Boxes({ value, onChange }: { value: FormWords["consents"]; onChange: (next: FormWords["consents"]) => void }) {
  const change = (at: number, part: Partial<FormWords["consents"][number]>): void =>
    onChange(value.map((box, i) => (i === at ? { ...box, ...part } : box)));
  const free = (): string => {
    let n = value.length + 1;
    while (value.some((box) => box.key === `box_${n}`)) n += 1;
    return `box_${n}`;
  };
  return (
    <div className="stack">
      {value.map((box, at) => (
        <div key={box.key} className="row row--wrap">
          <Input
            style={{ flex: 1, minWidth: 200 }}
            aria-label={t("registration.consentText")}
            value={box.text}
            maxLength={500}
            onChange={(event) => change(at, { text: event.target.value })}
          />
          <label className="row">
            <input
              type="checkbox"
              className="check"
              checked={box.required}
              onChange={(event) => change(at, { required: event.target.checked })}
            />
            {t("registration.consentRequired")}
          </label>
          <IconButton
            icon="trash"
            label={`${t("common.remove")}: ${box.text}`}
            onClick={() => onChange(value.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <div>
        <Button size="small" onClick={() => onChange([...value, { key: free(), text: "", required: false }])}>
          {t("registration.addConsent")}
        </Button>
      </div>
    </div>
  );
}

export default function FormEditor(props: {
  form?: RegistrationForm;
  onClose: (saved: RegistrationForm | null) => void;
}) {
  const [words, setWords] = useState<FormWords>(() => ({ ...blank(), ...props.form }));
  const [toPool, setToPool] = useState(props.form ? props.form.pool !== null : true);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const pools = useQuery({
    queryKey: ["pool", words.target],
    queryFn: async ({ signal }) =>
      listOf(
        await get<{ items: { id: number; name: string; active: boolean }[] }>("pool", { entity: words.target }, signal),
      ),
  });
  const set = (part: Partial<FormWords>): void => setWords((old) => ({ ...old, ...part }));
  const { Input: PeopleInput } = kitOf(PEOPLE_FIELD);
  const refs = (value: unknown): Ref[] => (Array.isArray(value) ? value.filter(isRef) : []);
  const save = async (): Promise<void> => {
    setBusy(true);
    const keys = Object.keys(blank()) as (keyof FormWords)[];
    const body: Record<string, unknown> = Object.fromEntries(keys.map((key) => [key, words[key]]));
    body.owners = toPool ? [] : words.owners.map((one) => one.id);
    body.watchers = words.watchers.map((one) => one.id);
    body.pool = toPool ? words.pool : null;
    try {
      props.onClose(
        props.form
          ? await patch<RegistrationForm>(`registration/forms/${props.form.id}`, body)
          : await post<RegistrationForm>("registration/forms", body),
      );
    } catch (error) {
      setErrors(formErrors(error, keys));
      setBusy(false);
    }
  };
  const wrong = errors.fields;
  return (
    <Modal
      open
      width={680}
      title={t(props.form ? "registration.edit" : "registration.new")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => void save()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={words.active}
            onChange={(event) => set({ active: event.target.checked })}
          />
          {t("registration.active")}
        </label>
        <Labelled id="rf-title" label={t("registration.title")} required error={wrong.title}>
          <Input id="rf-title" value={words.title} maxLength={80} onChange={(e) => set({ title: e.target.value })} />
        </Labelled>
        <Labelled id="rf-intro" label={t("registration.intro")} error={wrong.intro}>
          <Input id="rf-intro" value={words.intro} maxLength={500} onChange={(e) => set({ intro: e.target.value })} />
        </Labelled>
        <div className="field">
          <span className="field__name">{t("registration.makes")}</span>
          <Radio.Group
            aria-label={t("registration.makes")}
            value={words.target}
            options={[
              { value: "customer", label: t("registration.makesCustomer") },
              { value: "lead", label: t("registration.makesLead") },
            ]}
            onChange={(event) => set({ target: event.target.value as FormWords["target"], pool: null })}
          />
        </div>
        <div className={`field${wrong.fields ? " is-bad" : ""}`}>
          <span className="field__name">{t("registration.fields")}</span>
          <Questions value={words.fields} onChange={(fields) => set({ fields })} />
          {wrong.fields && <p className="field__error">{wrong.fields}</p>}
        </div>
        <Labelled id="rf-notice" label={t("registration.notice")} required error={wrong.notice}>
          <Input.TextArea
            id="rf-notice"
            rows={4}
            value={words.notice}
            maxLength={5000}
            onChange={(e) => set({ notice: e.target.value })}
          />
        </Labelled>
        {props.form && <p className="muted">{t("registration.noticeVersion", { n: props.form.notice_version })}</p>}
        <div className={`field${wrong.consents ? " is-bad" : ""}`}>
          <span className="field__name">{t("registration.consents")}</span>
          <Boxes value={words.consents} onChange={(consents) => set({ consents })} />
          {wrong.consents && <p className="field__error">{wrong.consents}</p>}
        </div>
        <div className="field">
          <span className="field__name">{t("registration.target")}</span>
          <Radio.Group
            aria-label={t("registration.target")}
            value={toPool}
            options={[
              { value: true, label: t("registration.toPool") },
              { value: false, label: t("registration.toOwners") },
            ]}
            onChange={(event) => setToPool(event.target.value === true)}
          />
        </div>
        {toPool ? (
          <Labelled id="rf-pool" label={t("registration.pool")} required error={wrong.pool ?? wrong.owners}>
            <Select
              id="rf-pool"
              value={words.pool ?? undefined}
              options={(pools.data ?? []).filter((p) => p.active).map((p) => ({ value: p.id, label: p.name }))}
              placeholder={t("form.choose")}
              onChange={(pool: number) => set({ pool })}
            />
          </Labelled>
        ) : (
          <Labelled id="rf-owners" label={t("registration.owners")} required error={wrong.owners}>
            <PeopleInput
              id="rf-owners"
              field={PEOPLE_FIELD}
              value={words.owners}
              label={t("registration.owners")}
              onChange={(value) => set({ owners: refs(value) })}
            />
          </Labelled>
        )}
        <Labelled id="rf-watchers" label={t("registration.watchers")} error={wrong.watchers}>
          <PeopleInput
            id="rf-watchers"
            field={PEOPLE_FIELD}
            value={words.watchers}
            label={t("registration.watchers")}
            onChange={(value) => set({ watchers: refs(value) })}
          />
        </Labelled>
        <Labelled id="rf-thanks" label={t("registration.thanks")} required error={wrong.thanks}>
          <Input.TextArea
            id="rf-thanks"
            rows={2}
            value={words.thanks}
            maxLength={500}
            onChange={(e) => set({ thanks: e.target.value })}
          />
        </Labelled>
        <div className="form-grid">
          {NUMBERS.map(([name, label]) => (
            <Labelled key={name} id={`rf-${name}`} label={t(label)} error={wrong[name]}>
              <InputNumber
                id={`rf-${name}`}
                min={1}
                max={100000}
                precision={0}
                style={{ width: "100%" }}
                value={words[name]}
                onChange={(value) => set({ [name]: value ?? 1 })}
              />
            </Labelled>
          ))}
        </div>
      </div>
    </Modal>
  );
}
