/** Converting a lead: which customer it is, which contact, and whether there is an opportunity in it. */
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Input, InputNumber, Modal } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { ApiError, get } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/leads";
import { useMeta } from "@/meta/hooks";
import { type Hit, VERDICT_COLOR } from "@/modules/duplicates/api";
import { Reasons } from "@/modules/duplicates/HitCard";
import type { SlotProps } from "@/slots";
import "@/ui/css/leads.css";
import "@/ui/css/duplicates.css";
import { currencySymbol } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { Bones, Failure, Tag } from "@/ui/parts";
import type { Conversion } from "./data";

type Choice = number | "new" | "none" | null;
interface Money {
  amount: string;
  currency: string;
}

const NO_ERRORS: FormErrors = { fields: {}, summary: [] };
const SENT = ["customer", "contact", "without_contact", "different", "opportunity", "amount", "expected_on"];

/** One line that can be chosen. */
function Option(props: { group: string; on: boolean; onPick: () => void; children: React.ReactNode }) {
  return (
    <label className={`lead-option${props.on ? " is-on" : ""}`}>
      <input type="radio" name={props.group} checked={props.on} onChange={props.onPick} />
      <span className="lead-option__text">{props.children}</span>
    </label>
  );
}

function HitWords({ hit, extra }: { hit: Hit; extra?: string | null }) {
  useMeta();
  const facts = [extra, hit.owner, hit.pool].filter(Boolean).join(" · ");
  return (
    <>
      <span className="row row--between">
        <strong>{hit.name}</strong>
        <Tag color={VERDICT_COLOR[hit.verdict]}>{t(`duplicates.${hit.verdict}`)}</Tag>
      </span>
      {facts && <span className="muted">{facts}</span>}
      {hit.reasons && <Reasons reasons={hit.reasons} />}
    </>
  );
}

export default function ConvertDialog(props: SlotProps["actionDialog"]) {
  const { record } = props;
  const told = useQuery({
    queryKey: ["records", "lead", "conversion", record.id, record.version],
    queryFn: ({ signal }) => get<Conversion>(`lead/${record.id}/conversion`, {}, signal),
    staleTime: 0,
  });
  if (told.data) return <Form {...props} told={told.data} />;
  return (
    <Modal open footer={null} width={620} title={t("leads.convert")} onCancel={props.onClose}>
      {told.isError ? (
        <Failure message={messageOf(told.error)} onRetry={() => void told.refetch()} />
      ) : (
        <Bones rows={6} />
      )}
    </Modal>
  );
}

function Form({ record, run, onClose, told }: SlotProps["actionDialog"] & { told: Conversion }) {
  const [customers, setCustomers] = useState(told.customers);
  const chooseable = customers.filter((hit) => hit.id !== undefined);
  const hidden = customers.some((hit) => hit.id === undefined);
  const likely = chooseable.find((hit) => hit.verdict !== "possible");
  const [customer, setCustomer] = useState<Choice>(likely?.id ?? (chooseable.length === 0 ? "new" : null));
  const [different, setDifferent] = useState(false);
  const [contact, setContact] = useState<Choice>("new");
  const [deal, setDeal] = useState(false);
  const [name, setName] = useState(String(record.name ?? ""));
  const [amount, setAmount] = useState<string | null>((record.budget as Money | null)?.amount ?? null);
  const currency = (record.budget as Money | null)?.currency ?? "CNY";
  const [expected, setExpected] = useState<string | null>((record.expected_on as string | null) ?? null);
  const [errors, setErrors] = useState(NO_ERRORS);
  const [busy, setBusy] = useState(false);
  const person = String(record.contact_name ?? "");
  const contacts = told.contacts.filter((hit) => hit.id !== undefined && hit.customer?.id === customer);
  const judged = customers.some((hit) => hit.verdict !== "possible");
  const ready = customer !== null && (customer !== "new" || !judged || different);

  const convert = async (): Promise<void> => {
    setBusy(true);
    setErrors(NO_ERRORS);
    try {
      await run({
        customer: typeof customer === "number" ? customer : null,
        contact: typeof contact === "number" ? contact : null,
        without_contact: contact === "none",
        different: customer === "new" && different,
        opportunity: deal ? name.trim() : null,
        amount: deal ? amount : null,
        expected_on: deal ? expected : null,
      });
      onClose();
    } catch (error) {
      const found = error instanceof ApiError ? (error.problem as { candidates?: unknown }).candidates : undefined;
      if (Array.isArray(found)) setCustomers(found as Hit[]);
      setErrors(formErrors(error, SENT));
      setBusy(false);
    }
  };
  const pick = (next: Choice): void => {
    setCustomer(next);
    setContact("new");
  };
  const said = [...errors.summary, ...Object.values(errors.fields)];
  return (
    <Modal
      open
      width={620}
      title={t("leads.convert")}
      okText={t("leads.convert")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !ready }}
      onOk={() => void convert()}
      onCancel={onClose}
    >
      <div className="stack">
        <p className="muted">{t("leads.convertHint")}</p>
        {said.map((text) => (
          <p key={text} className="notice notice--bad" role="alert">
            {text}
          </p>
        ))}
        <fieldset className="plain-set lead-pick">
          <legend className="field__name">{t("leads.toWhom")}</legend>
          {customers.length > 0 && <p>{t("leads.foundCustomers")}</p>}
          {chooseable.map((hit) => (
            <Option
              key={hit.id}
              group="convert-customer"
              on={customer === hit.id}
              onPick={() => pick(hit.id as number)}
            >
              <HitWords hit={hit} />
            </Option>
          ))}
          {hidden && <p className="notice notice--warn">{t("leads.hiddenCustomer")}</p>}
          {told.may.customer && (
            <Option group="convert-customer" on={customer === "new"} onPick={() => pick("new")}>
              <strong>{t("leads.newCustomer")}</strong> {String(record.name ?? "")}
              <br />
              <span className="muted">{t("leads.newCustomerHint")}</span>
            </Option>
          )}
          {customer === "new" && judged && (
            <label className="row">
              <input
                type="checkbox"
                className="check"
                checked={different}
                onChange={(event) => setDifferent(event.target.checked)}
              />
              {t("leads.isAnother")}
            </label>
          )}
        </fieldset>
        {person && (
          <fieldset className="plain-set lead-pick">
            <legend className="field__name">{t("leads.contact")}</legend>
            {contacts.map((hit) => (
              <Option
                key={hit.id}
                group="convert-contact"
                on={contact === hit.id}
                onPick={() => setContact(hit.id as number)}
              >
                <HitWords hit={hit} extra={t("leads.known")} />
              </Option>
            ))}
            <Option group="convert-contact" on={contact === "new"} onPick={() => setContact("new")}>
              {t("leads.newContact", { name: person })}
            </Option>
            <Option group="convert-contact" on={contact === "none"} onPick={() => setContact("none")}>
              {t("leads.noContact")}
            </Option>
          </fieldset>
        )}
        {told.may.opportunity && (
          <>
            <label className="row">
              <input
                type="checkbox"
                className="check"
                checked={deal}
                onChange={(event) => setDeal(event.target.checked)}
              />
              {t("leads.opportunity")}
            </label>
            {deal && (
              <div className="form-grid">
                <Labelled id="convert-name" label={t("leads.opportunityName")} required>
                  <Input id="convert-name" value={name} maxLength={200} onChange={(e) => setName(e.target.value)} />
                </Labelled>
                <Labelled id="convert-amount" label={t("leads.amount")}>
                  <InputNumber<string>
                    id="convert-amount"
                    stringMode
                    min="0"
                    precision={2}
                    prefix={currencySymbol(currency).trim()}
                    style={{ width: "100%" }}
                    value={amount}
                    onChange={setAmount}
                  />
                </Labelled>
                <Labelled id="convert-on" label={t("leads.expected")}>
                  <DatePicker
                    id="convert-on"
                    style={{ width: "100%" }}
                    value={expected ? dayjs(expected) : null}
                    onChange={(day) => setExpected(day ? day.format("YYYY-MM-DD") : null)}
                  />
                </Labelled>
              </div>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}
