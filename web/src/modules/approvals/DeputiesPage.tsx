/** 审批委托: who decides in my place while I am away, and in whose place I do. */
import "@/i18n/words/approvalDeputies";
import "@/i18n/words/approvals";
import "@/ui/css/approval.css";
import "@/ui/css/approvals.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { Suspense, useId, useState } from "react";
import { del, get, post } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import type { FieldMeta, Ref } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { USER_FIELD } from "@/records/userField";
import { useTitle } from "@/ui/hooks";
import { Labelled } from "@/ui/Labelled";
import { Bone, Bones, Empty, Failure, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";

interface Deputy {
  id: number;
  user: Ref;
  deputy: Ref;
  first_day: string;
  last_day: string;
  /** Kinds of approvals; empty for all. */
  subjects: string[];
  reason: string;
  ended_at: string | null;
}

interface Subject {
  key: string;
  label: string;
}

export default function DeputiesPage() {
  useTitle(t("approvals.deputies"));
  const client = useQueryClient();
  const list = useQuery({
    queryKey: ["approval", "deputies"],
    queryFn: ({ signal }) =>
      get<{ items: Deputy[]; standing_in: Deputy[]; subjects: Subject[] }>("approval_deputy", {}, signal),
  });
  const subjects = list.data?.subjects ?? [];
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ["approval"] });
  const end = async (row: Deputy): Promise<void> => {
    try {
      await del(`approval_deputy/${row.id}`);
      toast(t("approvals.deputyEnded"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await renew();
  };
  const items = list.data?.items ?? [];
  return (
    <div className="page approvals-page">
      <PageHead title={t("approvals.deputies")}>
        <span className="muted">{t("approvals.deputyHint")}</span>
      </PageHead>
      <div className="approval__cols">
        <Appoint subjects={subjects} onDone={renew} />
        <section className="panel" aria-labelledby="deputies-mine">
          <header className="panel__head">
            <h2 id="deputies-mine">{t("approvals.myDeputies")}</h2>
          </header>
          {list.isPending && <Bones rows={3} />}
          {list.isError && <Failure message={messageOf(list.error)} onRetry={() => void list.refetch()} />}
          {list.data && items.length === 0 && <Empty text={t("approvals.noDeputies")} />}
          <ul className="approvals">
            {items.map((row) => (
              <li key={row.id}>
                <div className="grow">
                  <strong>{row.deputy.title}</strong>
                  <div className="muted">
                    {row.first_day} – {row.last_day}
                    {row.reason && ` · ${row.reason}`}
                  </div>
                  <Scope row={row} subjects={subjects} />
                </div>
                {row.ended_at || row.last_day < today() ? (
                  <Tag color="gray">{t("approvals.over")}</Tag>
                ) : (
                  <Button onClick={() => void end(row)}>{t("approvals.endDeputy")}</Button>
                )}
              </li>
            ))}
          </ul>
          {(list.data?.standing_in.length ?? 0) > 0 && (
            <>
              <header className="panel__head">
                <h2>{t("approvals.standingIn")}</h2>
              </header>
              <ul className="approvals">
                {list.data?.standing_in.map((row) => (
                  <li key={row.id}>
                    <div className="grow">
                      <strong>{row.user.title}</strong>
                      <div className="muted">
                        {row.first_day} – {row.last_day}
                      </div>
                      <Scope row={row} subjects={subjects} />
                    </div>
                  </li>
                ))}
              </ul>
            </>
          )}
        </section>
      </div>
    </div>
  );
}

/** What the absence is about, where not about everything. */
function Scope({ row, subjects }: { row: Deputy; subjects: Subject[] }) {
  if (row.subjects.length === 0) return null;
  const labels = row.subjects.map((key) => subjects.find((one) => one.key === key)?.label ?? key);
  return <div className="muted">{t("approvals.onlyFor", { kinds: labels.join("、") })}</div>;
}

const today = (): string => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });

const DAY: FieldMeta = { ...USER_FIELD, name: "day", type: "date" };

function Day(props: { id: string; label: string; value: string; onChange: (day: string) => void }) {
  const { Input: Field } = kitOf(DAY);
  return (
    <Suspense fallback={<Bone height={32} />}>
      <Field
        id={props.id}
        field={DAY}
        label={props.label}
        value={props.value}
        onChange={(value) => props.onChange(typeof value === "string" ? value : "")}
      />
    </Suspense>
  );
}

function Appoint({ subjects, onDone }: { subjects: Subject[]; onDone: () => Promise<void> }) {
  const id = useId();
  const [deputy, setDeputy] = useState<Ref | null>(null);
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState(today);
  const [reason, setReason] = useState("");
  const [only, setOnly] = useState<string[]>([]);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const Person = kitOf(USER_FIELD).Input;
  const save = async (): Promise<void> => {
    setBusy(true);
    setErrors({ fields: {}, summary: [] });
    try {
      const days = { first_day: first, last_day: last };
      await post("approval_deputy", { deputy: deputy?.id, ...days, subjects: only, reason: reason.trim() });
      toast(t("approvals.deputySaved"), { kind: "good" });
      setDeputy(null);
      setReason("");
      setOnly([]);
      await onDone();
    } catch (error) {
      setErrors(formErrors(error, ["deputy", "first_day", "last_day", "subjects", "reason"]));
    }
    setBusy(false);
  };
  return (
    <section className="panel" aria-labelledby="deputies-new">
      <header className="panel__head">
        <h2 id="deputies-new">{t("approvals.newDeputy")}</h2>
      </header>
      <div className="panel__body stack">
        <Labelled id={`${id}-who`} label={t("approvals.deputy")} required error={errors.fields.deputy}>
          <Suspense fallback={<Bone height={32} />}>
            <Person
              id={`${id}-who`}
              field={USER_FIELD}
              label={t("approvals.deputy")}
              value={deputy}
              onChange={(value) => setDeputy(isRef(value) ? value : null)}
            />
          </Suspense>
        </Labelled>
        <div className="approval-days">
          <Labelled id={`${id}-first`} label={t("approvals.firstDay")} required error={errors.fields.first_day}>
            <Day id={`${id}-first`} label={t("approvals.firstDay")} value={first} onChange={setFirst} />
          </Labelled>
          <Labelled id={`${id}-last`} label={t("approvals.lastDay")} required error={errors.fields.last_day}>
            <Day id={`${id}-last`} label={t("approvals.lastDay")} value={last} onChange={setLast} />
          </Labelled>
        </div>
        <Labelled id={`${id}-only`} label={t("approvals.subjects")} error={errors.fields.subjects}>
          <Select<string[]>
            id={`${id}-only`}
            mode="multiple"
            value={only}
            placeholder={t("approvals.allSubjects")}
            optionFilterProp="label"
            options={subjects.map((one) => ({ value: one.key, label: one.label }))}
            onChange={setOnly}
          />
        </Labelled>
        <Labelled id={`${id}-why`} label={t("approvals.why")} error={errors.fields.reason}>
          <Input id={`${id}-why`} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
        </Labelled>
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
        <Button type="primary" loading={busy} disabled={!deputy || !first || !last} onClick={() => void save()}>
          {t("approvals.appoint")}
        </Button>
      </div>
    </section>
  );
}
