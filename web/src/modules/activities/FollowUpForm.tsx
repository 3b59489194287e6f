/** Logging what was done with a customer: kind, words, pictures, what is next. What is typed survives a reload. */
import "@/i18n/words/activities";
import { Button, Input, InputNumber, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import type { FileRef } from "@/api/types";
import { t } from "@/i18n";
import { dropDraft, readDraft, writeDraft } from "@/records/form/draft";
import { MentionInput } from "@/records/record/Mentions";
import type { SlotProps } from "@/slots";
import { clear } from "@/ui/clear";
import { Icon } from "@/ui/Icon";
import { Attachments } from "./Attachments";
import { Phrases } from "./Phrases";
import { Chips, ContactSelect, Labelled, subjectOf, useChoices, WhenInput } from "./parts";
import { useSave } from "./useSave";
import { nameOf } from "./Voice";

interface Values {
  kind: string;
  direction: string;
  minutes: number | null;
  content: string;
  result: string | null;
  contact: number | null;
  next_at: string | null;
  next_content: string;
  status_to: string | null;
  files: FileRef[];
}

const EMPTY: Values = {
  kind: "call",
  direction: "out",
  minutes: null,
  content: "",
  result: null,
  contact: null,
  next_at: null,
  next_content: "",
  status_to: null,
  files: [],
};
const DRAFT_DELAY_MS = 300;
const SECONDS = 60;

export default function FollowUpForm({ meta, record, start, onDone }: SlotProps["recordComposer"]) {
  const subject = subjectOf(meta, record);
  const draftKey = `kezhou.draft.follow_up.${meta.key}.${record.id}`;
  const first = { ...EMPTY, contact: meta.key === "contact" ? record.id : null, ...start };
  const [values, setValues] = useState<Values>(() => ({ ...first, ...readDraft(draftKey)?.values }));
  const [more, setMore] = useState(false);
  const saved = useRef(false);
  const { save, busy, errors } = useSave("follow_up", { entity: meta.key, id: record.id });
  const kinds = useChoices("follow_up", "kind");
  const results = useChoices("follow_up", "result");
  const states = useChoices("follow_up", "status_to");
  const statuses = meta.key === "lead" ? [] : states;
  const set = (part: Partial<Values>): void => setValues((old) => ({ ...old, ...part }));
  const touched = values.content !== "" || values.files.length > 0 || values.next_content !== "";

  useEffect(() => {
    saved.current = false;
    const timer = setTimeout(() => {
      if (saved.current) return;
      if (touched) writeDraft(draftKey, { at: Date.now(), values: { ...values } });
      else dropDraft(draftKey);
    }, DRAFT_DELAY_MS);
    return () => clearTimeout(timer);
  }, [values, touched, draftKey]);

  if (subject === null) return <p className="muted composer">{t("activities.noCustomer")}</p>;
  const isCall = values.kind === "call";
  const submit = async (): Promise<void> => {
    if (busy || (!values.content.trim() && values.files.length === 0)) return;
    const sent = {
      ...subject,
      contact: values.contact,
      kind: values.kind,
      direction: isCall ? values.direction : null,
      duration: isCall && values.minutes ? Math.round(values.minutes * SECONDS) : null,
      // A picture says it; a follow-up still has a line by which it is found.
      content: values.content.trim() || values.files.map(nameOf).join("、"),
      result: values.result,
      next_at: values.next_at,
      next_content: values.next_content.trim() || null,
      status_to: values.status_to,
      attachments: values.files.map((file) => file.id),
    };
    if (!(await save(sent, t("activities.saved")))) return;
    saved.current = true;
    dropDraft(draftKey);
    setValues({ ...first, kind: values.kind });
    onDone?.();
  };
  return (
    <div className="composer activity">
      <Chips
        label={t("activities.kind")}
        options={kinds}
        value={values.kind}
        required
        onChange={(kind) => set({ kind: kind ?? EMPTY.kind })}
      />
      <MentionInput
        value={values.content}
        label={t("activities.content")}
        placeholder={t("activities.contentHint")}
        onChange={(content) => set({ content })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
        }}
      />
      {errors.fields.content && <p className="field__error">{errors.fields.content}</p>}
      <div className="row row--wrap activity__tools">
        <Attachments files={values.files} onChange={(files) => set({ files })} />
        <Phrases
          kind={values.kind}
          onPick={(text) => set({ content: values.content ? `${values.content}\n${text}` : text })}
        />
        <Button type="text" aria-expanded={more} icon={<Icon name="more" />} onClick={() => setMore(!more)}>
          {t("activities.more")}
        </Button>
      </div>
      <Labelled label={t("activities.next")} error={errors.fields.next_at}>
        <WhenInput label={t("activities.next")} value={values.next_at} onChange={(next_at) => set({ next_at })} />
      </Labelled>
      {values.next_at && (
        <Input
          value={values.next_content}
          maxLength={300}
          aria-label={t("activities.nextContent")}
          placeholder={t("activities.nextContent")}
          onChange={(event) => set({ next_content: event.target.value })}
        />
      )}
      {more && (
        <div className="activity__more">
          {results.length > 0 && (
            <Labelled label={t("activities.result")} error={errors.fields.result}>
              <Chips
                label={t("activities.result")}
                options={results}
                value={values.result}
                onChange={(result) => set({ result })}
              />
            </Labelled>
          )}
          {"customer" in subject && meta.key !== "contact" && (
            <Labelled label={t("activities.contact")} error={errors.fields.contact}>
              <ContactSelect
                customer={subject.customer}
                value={values.contact}
                onChange={(contact) => set({ contact })}
              />
            </Labelled>
          )}
          {isCall && (
            <Labelled label={t("activities.minutes")} error={errors.fields.duration}>
              <InputNumber
                value={values.minutes}
                min={0}
                max={1440}
                aria-label={t("activities.minutes")}
                onChange={(minutes) => set({ minutes })}
              />
            </Labelled>
          )}
          {statuses.length > 0 && (
            <Labelled label={t("activities.status")} error={errors.fields.status_to}>
              <Select
                value={values.status_to ?? undefined}
                allowClear={clear()}
                options={statuses.map(({ value, label }) => ({ value, label }))}
                placeholder={t("activities.statusKeep")}
                aria-label={t("activities.status")}
                style={{ width: "100%" }}
                onChange={(status: string | undefined) => set({ status_to: status ?? null })}
              />
            </Labelled>
          )}
        </div>
      )}
      {errors.summary.map((text) => (
        <p key={text} className="field__error" role="alert">
          {text}
        </p>
      ))}
      <div className="row composer__foot">
        <span className="muted grow composer__keys">Ctrl + Enter</span>
        <Button
          type="primary"
          loading={busy}
          disabled={!values.content.trim() && values.files.length === 0}
          onClick={() => void submit()}
        >
          {t("activities.save")}
        </Button>
      </div>
    </div>
  );
}
