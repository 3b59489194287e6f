/** Beside a customer: its status, since when and why, held by hand or by rule; and who set each tag. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, DatePicker, Modal, Select } from "antd";
import { useState } from "react";
import { get, listOf, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Choice, EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/lifecycle";
import { choicesOf, useMeta } from "@/meta/hooks";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { nowShown } from "@/ui/zoned";

interface Told {
  status: string;
  until: string | null;
  since: string | null;
  recognised: string | null;
}

const KEPT_DAYS = 30;

function HoldDialog(props: {
  choices: Choice[];
  status: string;
  onClose: (set: { status: string; until: string } | null) => void;
}) {
  const [status, setStatus] = useState(props.status);
  const [until, setUntil] = useState(() => nowShown().add(KEPT_DAYS, "day"));
  return (
    <Modal
      open
      width={400}
      title={t("lifecycle.hold")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      onOk={() => props.onClose({ status, until: until.format("YYYY-MM-DD") })}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <Labelled id="hold-status" label={t("lifecycle.status")} required>
          <Select
            id="hold-status"
            style={{ width: "100%" }}
            value={status}
            options={props.choices
              .filter((one) => one.active !== false)
              .map((one) => ({ value: one.value, label: one.label }))}
            onChange={setStatus}
          />
        </Labelled>
        <Labelled id="hold-until" label={t("lifecycle.until")} required>
          <DatePicker
            id="hold-until"
            style={{ width: "100%" }}
            allowClear={false}
            value={until}
            minDate={nowShown()}
            maxDate={nowShown().add(2, "year")}
            onChange={(day) => day && setUntil(day)}
          />
        </Labelled>
      </div>
    </Modal>
  );
}

function Tags({ meta, id, version }: { meta: EntityMeta; id: number; version: number }) {
  const all = useMeta();
  const tags = useQuery({
    queryKey: ["records", meta.key, "tags", id, version],
    queryFn: async ({ signal }) =>
      listOf(await get<{ items: { tag: string; by: "rule" | "hand" }[] }>(`${meta.key}/${id}/tags`, {}, signal)),
    retry: false,
  });
  const field = meta.fields.find((one) => one.name === "tags");
  const choices = field ? choicesOf(field, all) : [];
  if (!tags.data?.length) return null;
  return (
    <ul className="stack">
      {tags.data.map(({ tag, by }) => {
        const choice = choices.find((one) => one.value === tag);
        return (
          <li key={tag} className="row row--between">
            <Tag color={choice?.color}>{choice?.label ?? tag}</Tag>
            <span className="muted">{t(by === "rule" ? "lifecycle.whyRule" : "lifecycle.whyHand")}</span>
          </li>
        );
      })}
    </ul>
  );
}

export default function StatusPanel({ meta, record }: SlotProps["recordPanel"]) {
  const all = useMeta();
  const client = useQueryClient();
  const told = useQuery({
    queryKey: ["records", meta.key, "lifecycle", record.id, record.version],
    queryFn: ({ signal }) => get<Told>(`${meta.key}/${record.id}/lifecycle`, {}, signal),
    retry: false,
  });
  const field = meta.fields.find((one) => one.name === "status");
  if (!told.data || !field) return null;
  const choices = choicesOf(field, all);
  const label = (value: string): string => choices.find((one) => one.value === value)?.label ?? value;
  const { status, until, since, recognised } = told.data;
  const mayEdit = record._can?.update !== false && field.edit;
  const send = async (body: { status?: string; until: string | null }): Promise<void> => {
    try {
      await post(`${meta.key}/${record.id}/status`, { ...body, version: record.version });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await client.invalidateQueries({ queryKey: ["records", meta.key] });
  };
  const hold = async (): Promise<void> => {
    const set = await openDialog<{ status: string; until: string }>((close) => (
      <HoldDialog choices={choices} status={status} onClose={close} />
    ));
    if (set) await send(set);
  };
  return (
    <section className="panel" aria-label={t("lifecycle.panel")}>
      <header className="panel__head">
        <h2 className="grow">{t("lifecycle.panel")}</h2>
        {mayEdit && (
          <Button size="small" onClick={() => void hold()}>
            {t("lifecycle.hold")}
          </Button>
        )}
      </header>
      <div className="panel__body stack">
        <p>
          <Tag color={choices.find((one) => one.value === status)?.color}>{label(status)}</Tag>
          {since && <span className="muted"> {t("lifecycle.since", { day: formatMoment(since).slice(0, 10) })}</span>}
        </p>
        {until && (
          <p className="row row--between">
            <span className="muted">{t("lifecycle.keptUntil", { day: until })}</span>
            {mayEdit && (
              <Button size="small" type="text" onClick={() => void send({ until: null })}>
                {t("lifecycle.release")}
              </Button>
            )}
          </p>
        )}
        {recognised && recognised !== status && (
          <p className="muted">{t("lifecycle.recognised", { status: label(recognised) })}</p>
        )}
        <Tags meta={meta} id={record.id} version={record.version ?? 0} />
      </div>
    </section>
  );
}
