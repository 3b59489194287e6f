/** The key-account card of a customer: four parts, each with how fresh it is and a button that confirms it. */
import "@/i18n/words/relations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useId, useState } from "react";
import { patch, post } from "@/api/client";
import { formErrors, messageOf } from "@/api/problem";
import type { EntityMeta, FieldMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { isEmpty } from "@/fields/types";
import { t } from "@/i18n";
import { fieldMap, may, useEntity } from "@/meta/hooks";
import { forget } from "@/records/data";
import type { SlotProps } from "@/slots";
import { dayOf } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Labelled } from "@/ui/Labelled";
import { Bone, Bones, Empty, Failure, IconButton, NoPermission, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type CardPart, cardQuery, forgetRelations } from "./data";

const HEAD = ["responsible", "next_review_on"];

export default function CardTab({ meta, record }: SlotProps["recordTab"]) {
  const client = useQueryClient();
  const found = useQuery(cardQuery(record.id));
  const cardMeta = useEntity("key_account");
  const [editing, setEditing] = useState<string | null>(null);
  if (cardMeta.isError) return <NoPermission hint={t("relations.cardForbidden")} />;
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (!found.data || !cardMeta.data) return <Bones rows={8} />;
  const { card, parts, can } = found.data;
  if (!may(cardMeta.data.can, "view")) return <NoPermission hint={t("relations.cardForbidden")} />;
  const done = async (): Promise<void> => {
    setEditing(null);
    await Promise.all([forget(client, "key_account"), forgetRelations(client)]);
  };
  const make = async (): Promise<void> => {
    try {
      await post("key_account", { customer: record.id });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await done();
  };
  if (!card) {
    return (
      <Empty
        text={t("relations.cardNone")}
        hint={t("relations.cardNoneHint")}
        action={
          can.create && (
            <Button type="primary" onClick={() => void make()}>
              {t("relations.cardMake")}
            </Button>
          )
        }
      />
    );
  }
  return (
    <div className="card-page">
      <header className="card-page__head">
        <h2>
          {t("relations.card")} · {String(record[meta.title] ?? "")}
        </h2>
        <Button icon={<Icon name="print" size={14} />} onClick={() => print()}>
          {t("relations.print")}
        </Button>
      </header>
      <Part
        part={{ key: "head", label: t("relations.review"), fields: HEAD }}
        card={card}
        meta={cardMeta.data}
        editable={can.update}
        editing={editing === "head"}
        onEdit={() => setEditing("head")}
        onDone={done}
        onCancel={() => setEditing(null)}
      />
      {parts.map((part) => (
        <Part
          key={part.key}
          part={part}
          fresh={part}
          card={card}
          meta={cardMeta.data}
          editable={can.update}
          editing={editing === part.key}
          onEdit={() => setEditing(part.key)}
          onDone={done}
          onCancel={() => setEditing(null)}
        />
      ))}
    </div>
  );
}

function Freshness({ part }: { part: CardPart }) {
  const name = part.confirmed_by?.title ?? "";
  if (part.age === null) return <Tag color="orange">{t("relations.never")}</Tag>;
  if (part.stale) return <Tag color="red">{t("relations.stale", { n: part.age })}</Tag>;
  const words = part.age === 0 ? t("relations.today", { name }) : t("relations.age", { n: part.age, name });
  return (
    <>
      <Tag color="green">{t("relations.fresh")}</Tag>
      <span className="muted">{words}</span>
    </>
  );
}

function Part(props: {
  part: { key: string; label: string; fields: string[] };
  fresh?: CardPart;
  card: Rec;
  meta: EntityMeta;
  editable: boolean;
  editing: boolean;
  onEdit: () => void;
  onDone: () => Promise<void>;
  onCancel: () => void;
}) {
  const { part, card, fresh } = props;
  const known = fieldMap(props.meta);
  const fields = part.fields.flatMap((name) => known.get(name) ?? []);
  const late =
    part.key === "head" && typeof card.next_review_on === "string" && card.next_review_on <= dayOf(new Date());
  const confirm = async (version?: number): Promise<void> => {
    try {
      await post("key-accounts/confirm", { card: card.id, part: part.key, version });
      toast(t("relations.confirmed", { part: part.label }), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await props.onDone();
  };
  return (
    <section className={`card-part${fresh?.stale ? " is-stale" : ""}`} aria-label={part.label}>
      <header className="card-part__head">
        <h3>{part.label}</h3>
        {fresh && <Freshness part={fresh} />}
        {late && <Tag color="red">{t("field.overdue")}</Tag>}
        <span className="grow" />
        {props.editable && !props.editing && (
          <>
            {fresh && (
              <Button size="small" onClick={() => void confirm(card.version)}>
                {t("relations.confirm")}
              </Button>
            )}
            <IconButton
              icon="edit"
              size="small"
              label={t("relations.editPart", { part: part.label })}
              onClick={props.onEdit}
            />
          </>
        )}
      </header>
      {props.editing ? (
        <Editor
          fields={fields}
          card={card}
          onCancel={props.onCancel}
          onSaved={(saved, and) => (and && fresh ? confirm(saved.version) : props.onDone())}
          canConfirm={fresh !== undefined}
        />
      ) : (
        <dl className="card-part__facts">
          {fields.map((field) => (
            <Fact key={field.name} field={field} value={card[field.name]} />
          ))}
        </dl>
      )}
    </section>
  );
}

function Fact({ field, value }: { field: FieldMeta; value: unknown }) {
  const Display = kitOf(field).Display;
  return (
    <div className={field.type === "long_text" ? "is-wide" : ""}>
      <dt>{field.label}</dt>
      <dd>{isEmpty(value) ? <span className="muted">—</span> : <Display value={value} field={field} mode="full" />}</dd>
    </div>
  );
}

function Editor(props: {
  fields: FieldMeta[];
  card: Rec;
  canConfirm: boolean;
  onCancel: () => void;
  onSaved: (saved: Rec, confirm: boolean) => Promise<void>;
}) {
  const ids = useId();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const save = async (confirm: boolean): Promise<void> => {
    setBusy(true);
    try {
      const wire = Object.fromEntries(
        props.fields
          .filter((field) => field.name in values)
          .map((field) => [field.name, kitOf(field).toApi(values[field.name])]),
      );
      const saved = await patch<Rec>(`key_account/${props.card.id}`, wire, { version: props.card.version });
      await props.onSaved(saved, confirm);
    } catch (error) {
      const shown = formErrors(
        error,
        props.fields.map((field) => field.name),
      );
      setErrors(shown.fields);
      if (shown.summary.length > 0) toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="card-part__form">
      {props.fields
        .filter((field) => field.edit)
        .map((field) => {
          const Input = kitOf(field).Input;
          const id = `${ids}${field.name}`;
          return (
            <Labelled key={field.name} id={id} label={field.label} error={errors[field.name]}>
              <Suspense fallback={<Bone height={32} />}>
                <Input
                  id={id}
                  field={field}
                  value={field.name in values ? values[field.name] : props.card[field.name]}
                  onChange={(next) => setValues((old) => ({ ...old, [field.name]: next }))}
                  entity="key_account"
                />
              </Suspense>
            </Labelled>
          );
        })}
      <div className="card-part__acts">
        <Button onClick={props.onCancel}>{t("common.cancel")}</Button>
        <Button loading={busy} onClick={() => void save(false)}>
          {t("relations.save")}
        </Button>
        {props.canConfirm && (
          <Button type="primary" loading={busy} onClick={() => void save(true)}>
            {t("relations.saveConfirm")}
          </Button>
        )}
      </div>
    </div>
  );
}
