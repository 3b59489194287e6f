/** Planning to go and see the customer at hand. */
import "@/i18n/words/activities";
import { Button, Input } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { ContactSelect, customerOf, Labelled, subjectOf, WhenInput } from "./parts";
import { useSave } from "./useSave";

/** The address as the planner sees it; one that is shown in part is of no use on the way. */
const addressOf = (record: SlotProps["recordComposer"]["record"]): string =>
  record._masked?.includes("address") ? "" : String(record.address ?? "");

export default function VisitForm({ meta, record, onDone }: SlotProps["recordComposer"]) {
  const customer = customerOf(meta, record);
  const [purpose, setPurpose] = useState("");
  const [at, setAt] = useState<string | null>(null);
  const [contact, setContact] = useState<number | null>(meta.key === "contact" ? record.id : null);
  const [address, setAddress] = useState(meta.key === "customer" ? addressOf(record) : "");
  const { save, busy, errors } = useSave("visit", { entity: meta.key, id: record.id });
  if (customer === null) return <p className="muted composer">{t("activities.noCustomer")}</p>;
  const ready = purpose.trim() !== "" && at !== null;
  const submit = async (): Promise<void> => {
    if (busy || !ready) return;
    const sent = {
      ...subjectOf(meta, record),
      contact,
      purpose: purpose.trim(),
      planned_at: at,
      address: address.trim() || null,
    };
    if (!(await save(sent, t("activities.savedVisit")))) return;
    setPurpose("");
    setAt(null);
    onDone?.();
  };
  return (
    <div className="composer activity">
      <Input
        value={purpose}
        maxLength={200}
        aria-label={t("activities.purpose")}
        placeholder={t("activities.purposeHint")}
        onChange={(event) => setPurpose(event.target.value)}
      />
      <Labelled label={t("activities.plannedAt")} error={errors.fields.planned_at}>
        <WhenInput label={t("activities.plannedAt")} value={at} onChange={setAt} />
      </Labelled>
      {meta.key !== "contact" && (
        <Labelled label={t("activities.contact")} error={errors.fields.contact}>
          <ContactSelect customer={customer} value={contact} onChange={setContact} />
        </Labelled>
      )}
      <Input
        value={address}
        maxLength={300}
        aria-label={t("activities.address")}
        placeholder={t("activities.address")}
        onChange={(event) => setAddress(event.target.value)}
      />
      {errors.summary.map((text) => (
        <p key={text} className="field__error" role="alert">
          {text}
        </p>
      ))}
      <div className="row composer__foot">
        <span className="grow" />
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void submit()}>
          {t("activities.saveVisit")}
        </Button>
      </div>
    </div>
  );
}
