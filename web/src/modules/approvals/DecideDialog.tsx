/** Approve or reject, one request or several: a comment, common sentences, and the fields that the step opens. */
import "@/i18n/words/approvals";
import "@/ui/css/approvals.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { Suspense, useId, useState } from "react";
import { ApiError, put } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import type { FieldMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { fieldMap, useEntity } from "@/meta/hooks";
import { oneQuery } from "@/records/data";
import { Labelled } from "@/ui/Labelled";
import { Bone } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { send } from "./acts";
import { kept, phrasesQuery, type Row } from "./data";
import { FactLine } from "./parts";
import { SignaturePad } from "./SignaturePad";

/** As many, and as long, as the server keeps. */
const MAX_PHRASES = 20;
const MAX_PHRASE = 100;

/** What several are decided with; the picture is drawn once and sent for each that asks for one. */
export interface Decision {
  comment: string;
  signature: File | null;
}

type Props =
  | { row: Row; approve: boolean; many?: undefined; onClose: (done: boolean | null) => void }
  | { row?: undefined; approve: boolean; many: Row[]; onClose: (decision: Decision | null) => void };

export default function DecideDialog(props: Props) {
  const { row, approve } = props;
  const id = useId();
  const edit = useEdit(row, approve);
  const [comment, setComment] = useState("");
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const [signature, setSignature] = useState<(() => Promise<File | null>) | null>(null);
  const rows = props.row ? [props.row] : props.many;
  const signing = approve ? rows.filter((one) => one.needs_signature).length : 0;
  const signs = signing > 0;
  const needed = !approve || rows.some((one) => one.needs_comment);
  const run = async (): Promise<void> => {
    setBusy(true);
    if (!props.row) {
      // The picture is taken while the box that it was drawn in is still there.
      return props.onClose({ comment: comment.trim(), signature: signature ? await signature() : null });
    }
    try {
      const changed = Object.fromEntries(
        edit
          .filter((field) => field.name in values)
          .map((field) => [field.name, kitOf(field).toApi(values[field.name])]),
      );
      await send(props.row.id, approve ? "approve" : "reject", {
        comment: comment.trim(),
        task: props.row.task ?? undefined,
        ...(signature && { signature: await kept(await signature()) }),
        ...(Object.keys(changed).length > 0 && { values: changed }),
      });
      props.onClose(true);
    } catch (error) {
      const told = formErrors(error, ["comment", "signature", ...edit.map((field) => field.name)]);
      const outdated = error instanceof ApiError && error.problem.code === "no_longer_valid";
      setErrors(outdated ? { ...told, summary: [error.message, ...told.summary] } : told);
      setBusy(false);
    }
  };
  const word = t(approve ? "approvals.approve" : "approvals.reject");
  const title = row
    ? `${word} · ${row.title}`
    : t(approve ? "approvals.approveMany" : "approvals.rejectMany", { n: rows.length });
  return (
    <Modal
      open
      width={480}
      title={title}
      okText={word}
      cancelText={t("common.cancel")}
      okButtonProps={{
        danger: !approve,
        loading: busy,
        disabled: (needed && !comment.trim()) || (signs && !signature),
        autoFocus: !needed,
      }}
      onOk={() => void run()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {row && <FactLine facts={row.facts} />}
        {edit.map((field) => (
          <EditField
            key={field.name}
            field={field}
            entity={row?.entity ?? ""}
            recordId={row?.record_id ?? 0}
            value={values[field.name]}
            asked={row?.facts.find((fact) => fact.field.name === field.name)?.value}
            touched={field.name in values}
            error={errors.fields[field.name]}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))}
        {signs && !row && <p className="muted">{t("approvals.signMany", { n: signing })}</p>}
        {signs && (
          <Labelled id={`${id}-sign`} label={t("approvals.sign")} required error={errors.fields.signature}>
            <SignaturePad id={`${id}-sign`} onChange={(draw) => setSignature(() => draw)} />
          </Labelled>
        )}
        <Labelled id={`${id}-comment`} label={t("approvals.comment")} required={needed} error={errors.fields.comment}>
          <Input.TextArea
            id={`${id}-comment`}
            rows={3}
            value={comment}
            maxLength={500}
            autoFocus={needed}
            placeholder={t(approve ? "approvals.commentHint" : "approvals.commentNeeded")}
            onChange={(event) => setComment(event.target.value)}
          />
        </Labelled>
        <Phrases comment={comment} onPick={setComment} />
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
      </div>
    </Modal>
  );
}

/** Common sentences to pick from; the one that is written can be kept, or, where it is one of them, dropped. */
function Phrases({ comment, onPick }: { comment: string; onPick: (text: string) => void }) {
  const client = useQueryClient();
  const phrases = useQuery(phrasesQuery).data ?? [];
  const text = comment.trim();
  const known = phrases.includes(text);
  const keep = async (): Promise<void> => {
    const texts = known ? phrases.filter((one) => one !== text) : [...phrases, text];
    try {
      await put("approval/phrases", { texts });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await client.invalidateQueries({ queryKey: phrasesQuery.queryKey });
  };
  return (
    <div className="approval-phrases">
      {phrases.map((one) => (
        <button key={one} type="button" className="approval-phrase" onClick={() => onPick(one)}>
          {one}
        </button>
      ))}
      {text && text.length <= MAX_PHRASE && (known || phrases.length < MAX_PHRASES) && (
        <button type="button" className="plain-button" onClick={() => void keep()}>
          {t(known ? "approvals.dropPhrase" : "approvals.keepPhrase")}
        </button>
      )}
    </div>
  );
}

/** The fields of the document that this step lets its approvers change. */
function useEdit(row: Row | undefined, approve: boolean): FieldMeta[] {
  const wanted = approve && row && row.edit.length > 0 ? row : undefined;
  const meta = useEntity(wanted?.entity ?? "").data;
  if (!wanted || !meta) return [];
  const fields = fieldMap(meta);
  return wanted.edit.flatMap((name) => fields.get(name) ?? []);
}

function EditField(props: {
  field: FieldMeta;
  entity: string;
  recordId: number;
  value: unknown;
  /** As it was submitted, for whoever may not open the record. */
  asked: unknown;
  touched: boolean;
  error?: string;
  onChange: (value: unknown) => void;
}) {
  const id = useId();
  const record = useQuery({ ...oneQuery(props.entity, props.recordId), retry: false }).data;
  const { Input: Field } = kitOf(props.field);
  return (
    <Labelled id={id} label={props.field.label} error={props.error}>
      <Suspense fallback={<Bone height={32} />}>
        <Field
          id={id}
          field={props.field}
          value={props.touched ? props.value : (record?.[props.field.name] ?? props.asked)}
          invalid={props.error !== undefined}
          entity={props.entity}
          onChange={props.onChange}
        />
      </Suspense>
    </Labelled>
  );
}
