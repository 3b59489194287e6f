/** Records a relation from the side of one party: what the other is to it, who the other is, since when and how strong. */
import "@/i18n/words/relations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Modal, Radio, Select } from "antd";
import { Suspense, useId, useState } from "react";
import { patch, post } from "@/api/client";
import { formErrors, messageOf } from "@/api/problem";
import type { EntityMeta, Rec, Ref } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { useEntity } from "@/meta/hooks";
import { forget, oneQuery } from "@/records/data";
import { Labelled } from "@/ui/Labelled";
import { Bone, Bones } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { forgetRelations, type Kind, type PartyKind, type RelationItem, relationsQuery } from "./data";
import { PartyPicker } from "./PartyPicker";

export interface Self {
  kind: PartyKind;
  id: number;
  title: string;
}

/** A kind seen from one side: the other party stands first or second. */
interface Offer {
  value: string;
  label: string;
  kind: Kind;
  otherFirst: boolean;
}

const WORDS = ["since", "until", "strength", "source", "note"];
const fits = (wanted: PartyKind | "any", kind: PartyKind): boolean => wanted === "any" || wanted === kind;

function offersOf(kinds: Kind[], self: PartyKind): Offer[] {
  return kinds
    .filter((kind) => kind.active)
    .flatMap((kind) => {
      const offers: Offer[] = [];
      if (fits(kind.second_kind, self)) {
        offers.push({ value: `${kind.id}:first`, label: kind.name, kind, otherFirst: true });
      }
      if (!kind.symmetric && fits(kind.first_kind, self)) {
        offers.push({ value: `${kind.id}:second`, label: kind.back_name, kind, otherFirst: false });
      }
      return offers;
    });
}

export default function RelationDialog(props: {
  self: Self;
  item?: RelationItem;
  onClose: (done: boolean | null) => void;
}) {
  const { self, item } = props;
  const client = useQueryClient();
  const ids = useId();
  const meta = useEntity("relation");
  const known = useQuery(relationsQuery(self.kind, self.id));
  const [offer, setOffer] = useState<string>();
  const [otherKind, setOtherKind] = useState<PartyKind>(self.kind);
  const [other, setOther] = useState<Ref | null>(null);
  const [values, setValues] = useState<Record<string, unknown>>(
    item ? Object.fromEntries(WORDS.map((name) => [name, item[name as keyof RelationItem] ?? null])) : {},
  );
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);

  const offers = offersOf(known.data?.kinds ?? [], self.kind);
  const chosen = offers.find((each) => each.value === offer);
  const wanted = chosen ? (chosen.otherFirst ? chosen.kind.first_kind : chosen.kind.second_kind) : "any";
  const kind = wanted === "any" ? otherKind : wanted;

  const save = async (): Promise<void> => {
    if (!item && (!chosen || !other)) {
      setErrors({
        ...(!chosen && { type: t("relations.required") }),
        ...(!other && { other: t("relations.required") }),
      });
      return;
    }
    setBusy(true);
    try {
      if (item) await patch(`relation/${item.id}`, words(meta.data, values), { version: item.version });
      else if (chosen && other) await create(chosen, kind, other.id);
      toast(t("relations.saved"), { kind: "good" });
      await Promise.all([forget(client, "relation"), forget(client, "customer"), forgetRelations(client)]);
      props.onClose(true);
    } catch (error) {
      const shown = formErrors(error, ["type", ...WORDS]);
      const rest = shown.summary.join(" ");
      setErrors({ ...shown.fields, ...(rest && { other: rest }) });
      if (item && rest) toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const create = async (what: Offer, kindOfOther: PartyKind, id: number): Promise<void> => {
    if (what.kind.in_parent) {
      const [child, parent] = what.otherFirst ? [self.id, id] : [id, self.id];
      const record = await client.fetchQuery({ ...oneQuery("customer", child), staleTime: 0 });
      await patch<Rec>(`customer/${child}`, { parent }, { version: record.version });
      return;
    }
    const [mine, theirs] = what.otherFirst ? ["to", "from"] : ["from", "to"];
    await post("relation", {
      type: what.kind.id,
      [`${mine}_${self.kind}`]: self.id,
      [`${theirs}_${kindOfOther}`]: id,
      ...words(meta.data, values),
    });
  };

  return (
    <Modal
      open
      title={t(item ? "relations.edit" : "relations.add")}
      okText={t("relations.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => void save()}
      onCancel={() => props.onClose(null)}
      width={560}
    >
      {!known.data || !meta.data ? (
        <Bones rows={5} />
      ) : (
        <div className="relation-form">
          {!item && (
            <>
              <Labelled id={`${ids}t`} label={t("relations.isWhat", { name: self.title })} error={errors.type} required>
                <Select<string>
                  id={`${ids}t`}
                  value={offer}
                  onChange={(next) => {
                    setOffer(next);
                    setOther(null);
                  }}
                  options={offers.map(({ value, label }) => ({ value, label }))}
                  showSearch={{ optionFilterProp: "label" }}
                  placeholder={t("relations.choose")}
                  aria-label={t("relations.kind")}
                  autoFocus
                />
              </Labelled>
              {wanted === "any" && (
                <Radio.Group
                  value={otherKind}
                  aria-label={t("relations.otherKind")}
                  options={[
                    { value: "customer", label: t("relations.customer") },
                    { value: "contact", label: t("relations.contact") },
                  ]}
                  onChange={(event) => {
                    setOtherKind(event.target.value as PartyKind);
                    setOther(null);
                  }}
                />
              )}
              <Labelled id={`${ids}o`} label={t("relations.other")} error={errors.other} required>
                <PartyPicker
                  id={`${ids}o`}
                  kind={kind}
                  value={other}
                  onChange={setOther}
                  label={t("relations.other")}
                  without={kind === self.kind ? self.id : undefined}
                />
              </Labelled>
            </>
          )}
          {!chosen?.kind.in_parent &&
            WORDS.map((name) => (
              <Word
                key={name}
                meta={meta.data}
                name={name}
                value={values[name]}
                error={errors[name]}
                onChange={(next) => setValues((old) => ({ ...old, [name]: next }))}
              />
            ))}
        </div>
      )}
    </Modal>
  );
}

function Word(props: {
  meta: EntityMeta;
  name: string;
  value: unknown;
  error?: string;
  onChange: (value: unknown) => void;
}) {
  const id = useId();
  const field = props.meta.fields.find((each) => each.name === props.name);
  if (!field || field.view === "hidden" || !field.edit) return null;
  const Input = kitOf(field).Input;
  return (
    <Labelled id={id} label={field.label} error={props.error}>
      <Suspense fallback={<Bone height={32} />}>
        <Input id={id} field={field} value={props.value} onChange={props.onChange} entity="relation" />
      </Suspense>
    </Labelled>
  );
}

/** What was typed, in the form in which it is written. */
function words(meta: EntityMeta | undefined, values: Record<string, unknown>): Record<string, unknown> {
  const fields = new Map(meta?.fields.map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, kitOf(fields.get(name) ?? { type: "text" }).toApi(value)]),
  );
}
