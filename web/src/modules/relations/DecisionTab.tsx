/** Who decides at a customer: an organisation chart of contacts, changed by dragging or by form, and a phone list. */
import "@/i18n/words/relations";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { patch } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { fieldMap, useEntity } from "@/meta/hooks";
import { deleteRecord, forget } from "@/records/data";
import { openForm } from "@/records/openForm";
import type { SlotProps } from "@/slots";
import { ask } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, IconButton } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { decisionsQuery, forgetRelations, type Seat } from "./data";
import { branchesOf, OrgChart } from "./OrgChart";
import { nameOf, PhoneList } from "./PhoneList";

export default function DecisionTab({ meta, record }: SlotProps["recordTab"]) {
  const client = useQueryClient();
  const found = useQuery(decisionsQuery(record.id));
  const seatMeta = useEntity("decision_seat").data;
  const contactMeta = useEntity("contact").data;
  const [view, setView] = useState<"tree" | "phones">("tree");
  const [picked, setPicked] = useState<number | null>(null);
  if (found.isError) return <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />;
  if (!found.data || !seatMeta) return <Bones rows={6} />;
  const { seats, loose, can } = found.data;
  const customer = { id: record.id, title: String(record[meta.title] ?? "") };

  const done = async (): Promise<void> => {
    await Promise.all([forget(client, "decision_seat"), forgetRelations(client)]);
  };
  const seat = async (contact?: Rec): Promise<void> => {
    const preset = contact
      ? { customer, contact: { id: contact.id, title: String(contact.name) }, role: contact.role || null }
      : { customer };
    if (await openForm({ entity: "decision_seat", preset })) await done();
  };
  const edit = async (one: Seat): Promise<void> => {
    if (await openForm({ entity: "decision_seat", id: one.id })) await done();
  };
  const remove = async (one: Seat): Promise<void> => {
    const sure = await ask({
      title: `${t("relations.seatRemove")}：${nameOf(one)}`,
      ok: t("relations.seatRemove"),
      danger: true,
    });
    if (!sure) return;
    try {
      await deleteRecord("decision_seat", one.id, one.version ?? 1);
      setPicked(null);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await done();
  };
  const move = async (one: Seat, superior: Seat | null): Promise<void> => {
    const contact = superior && "id" in superior.contact ? superior.contact.id : null;
    try {
      await patch(`decision_seat/${one.id}`, { reports_to: contact }, { version: one.version });
      toast(t("relations.moved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await done();
  };
  const newContact = async (): Promise<void> => {
    const made = await openForm({ entity: "contact", preset: { customer } });
    if (made) await seat(made);
  };
  const one = seats.find((each) => each.id === picked);
  return (
    <div className="decisions">
      <div className="relations__bar">
        <fieldset className="switch" aria-label={t("tab.decisions")}>
          {(["tree", "phones"] as const).map((name) => (
            <button
              key={name}
              type="button"
              className="switch__item"
              aria-pressed={view === name}
              onClick={() => setView(name)}
            >
              {t(`relations.${name}`)}
            </button>
          ))}
        </fieldset>
        {seats.length > 0 && <Balance seats={seats} />}
        <span className="grow" />
        {can.create && (
          <Button icon={<Icon name="plus" size={14} />} onClick={() => void newContact()}>
            {t("relations.newContact")}
          </Button>
        )}
      </div>
      {view === "phones" && <PhoneList seats={seats} loose={loose} meta={contactMeta} />}
      {view === "tree" && seats.length === 0 && (
        <Empty text={t("relations.seatsEmpty")} hint={t("relations.seatsEmptyHint")} />
      )}
      {view === "tree" && seats.length > 0 && (
        <OrgChart seats={seats} meta={seatMeta} picked={picked} onPick={setPicked} onMove={move} />
      )}
      {view === "tree" && one && (
        <Detail
          seat={one}
          seats={seats}
          meta={seatMeta}
          onEdit={() => void edit(one)}
          onRemove={() => void remove(one)}
          onMove={(superior) => void move(one, superior)}
          onClose={() => setPicked(null)}
        />
      )}
      {view === "tree" && (
        <section className="decisions__loose" aria-label={t("relations.loose")}>
          <h3>{t("relations.loose")}</h3>
          {loose.length === 0 && <span className="muted">{t("relations.looseNone")}</span>}
          {loose.map((contact) => (
            <button
              key={contact.id}
              type="button"
              className="chip"
              disabled={!can.create}
              aria-label={t("relations.seatAddOf", { name: String(contact.name) })}
              onClick={() => void seat(contact)}
            >
              <Icon name="plus" size={12} /> {String(contact.name)}
              {contact.title ? <span className="muted"> {String(contact.title)}</span> : null}
            </button>
          ))}
        </section>
      )}
    </div>
  );
}

function Balance({ seats }: { seats: Seat[] }) {
  const count = (attitude: string): number => seats.filter((seat) => seat.attitude === attitude).length;
  const words = { a: count("supports"), b: count("neutral"), c: count("opposes"), d: count("unknown") };
  return <span className="muted num">{t("relations.balance", words)}</span>;
}

/** What is known of the chosen person, and the keyboard's way to move somebody. */
function Detail(props: {
  seat: Seat;
  seats: Seat[];
  meta: EntityMeta;
  onEdit: () => void;
  onRemove: () => void;
  onMove: (superior: Seat | null) => void;
  onClose: () => void;
}) {
  const { seat, seats } = props;
  const fields = fieldMap(props.meta);
  const below = branchesOf(seats, seat.id);
  const possible = seats.filter((each) => !below.has(each.id) && "id" in each.contact);
  const words = ["role", "attitude", "influence", "relation_to_us", "note"] as const;
  return (
    <section className="decisions__detail panel" aria-label={nameOf(seat)}>
      <header>
        <strong>{nameOf(seat)}</strong>
        {seat.can.update && (
          <IconButton icon="edit" size="small" label={t("relations.seatEdit")} onClick={props.onEdit} />
        )}
        {seat.can.delete && (
          <IconButton icon="trash" size="small" label={t("relations.seatRemove")} onClick={props.onRemove} />
        )}
        <IconButton icon="close" size="small" label={t("common.close")} onClick={props.onClose} />
      </header>
      <dl>
        {words.map((name) => {
          const field = fields.get(name);
          const value = seat[name];
          if (!field || !value) return null;
          const Display = kitOf(field).Display;
          return (
            <div key={name}>
              <dt>{field.label}</dt>
              <dd>
                <Display value={value} field={field} mode="full" />
              </dd>
            </div>
          );
        })}
        {seat.can.update && (
          <div>
            <dt>{fields.get("reports_to")?.label}</dt>
            <dd>
              <Select<number>
                size="small"
                style={{ minWidth: 160 }}
                value={seat.above ?? 0}
                aria-label={t("relations.reportsTo", { name: nameOf(seat) })}
                options={[
                  { value: 0, label: t("relations.nobodyAbove") },
                  ...possible.map((each) => ({ value: each.id, label: nameOf(each) })),
                ]}
                onChange={(id) => props.onMove(seats.find((each) => each.id === id) ?? null)}
              />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
