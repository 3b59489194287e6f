/** A task about the record at hand. */
import "@/i18n/words/activities";
import { Button, Input } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { Chips, Labelled, subjectOf, useChoices, WhenInput } from "./parts";
import { useSave } from "./useSave";

export default function TaskForm({ meta, record, onDone }: SlotProps["recordComposer"]) {
  const [title, setTitle] = useState("");
  const [due, setDue] = useState<string | null>(null);
  const [priority, setPriority] = useState<string | null>("normal");
  const priorities = useChoices("task", "priority");
  const { save, busy, errors } = useSave("task", { entity: meta.key, id: record.id });
  const submit = async (): Promise<void> => {
    if (busy || !title.trim()) return;
    const sent = {
      title: title.trim(),
      ...(subjectOf(meta, record) ?? { customer: null }),
      contact: meta.key === "contact" ? record.id : null,
      due_at: due,
      priority,
    };
    if (!(await save(sent, t("activities.savedTask")))) return;
    setTitle("");
    setDue(null);
    onDone?.();
  };
  return (
    <div className="composer activity">
      <Input
        value={title}
        maxLength={200}
        aria-label={t("activities.title")}
        placeholder={t("activities.titleHint")}
        onChange={(event) => setTitle(event.target.value)}
        onPressEnter={() => void submit()}
      />
      <Labelled label={t("activities.due")} error={errors.fields.due_at}>
        <WhenInput label={t("activities.due")} value={due} onChange={setDue} />
      </Labelled>
      {priorities.length > 0 && (
        <Labelled label={t("activities.priority")} error={errors.fields.priority}>
          <Chips
            label={t("activities.priority")}
            options={priorities}
            value={priority}
            required
            onChange={setPriority}
          />
        </Labelled>
      )}
      {[...Object.values(errors.fields), ...errors.summary].map((text) => (
        <p key={text} className="field__error" role="alert">
          {text}
        </p>
      ))}
      <div className="row composer__foot">
        <span className="grow" />
        <Button type="primary" loading={busy} disabled={!title.trim()} onClick={() => void submit()}>
          {t("activities.saveTask")}
        </Button>
      </div>
    </div>
  );
}
