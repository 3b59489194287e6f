/** Making or changing a segment: name, condition, sharing; beside it whom it would hold and who uses it. */
import { useQuery } from "@tanstack/react-query";
import { Input, Modal } from "antd";
import { useState } from "react";
import { get, listOf, patch, post } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import type { Condition, EntityMeta, Rec } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/segments";
import ConditionField from "@/records/list/ConditionField";
import { formatCount } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import type { Segment } from "./data";

interface Preview {
  count: number;
  capped: boolean;
  items: Rec[];
  joining?: number;
  leaving?: number;
}

function Holds({ meta, condition, id }: { meta: EntityMeta; condition: Condition; id?: number }) {
  const preview = useQuery({
    queryKey: ["segments", "preview", meta.key, condition, id],
    queryFn: ({ signal }) =>
      post<Preview>("segment/preview", id ? { condition, id } : { condition, entity: meta.key }, { signal }),
    retry: false,
  });
  if (preview.isPending) return <p className="muted">{t("segments.previewing")}</p>;
  if (preview.isError) return <p className="field__error">{messageOf(preview.error)}</p>;
  const { items, joining, leaving } = preview.data;
  return (
    <div className="condition">
      <p role="status">
        <strong>{t("segments.previewCount", { n: formatCount(preview.data) })}</strong>
        {joining !== undefined && (
          <span className="muted">
            {" · "}
            {t("segments.joining", { n: joining })} · {t("segments.leaving", { n: leaving ?? 0 })}
          </span>
        )}
      </p>
      {items.length > 0 && (
        <p className="muted">
          {t("segments.sample")}：{items.map((item) => String(item[meta.title] ?? `#${item.id}`)).join("、")}
        </p>
      )}
    </div>
  );
}

function Uses({ id }: { id: number }) {
  const uses = useQuery({
    queryKey: ["segments", "uses", id],
    queryFn: async ({ signal }) =>
      listOf(await get<{ items: { kind: string; name: string }[] }>(`segment/${id}/uses`, {}, signal)),
  });
  if (!uses.data) return null;
  return (
    <div className="notice notice--info">
      {uses.data.length === 0 ? (
        t("segments.noUses")
      ) : (
        <div>
          <strong>{t("segments.uses")}</strong>
          <p>{uses.data.map((use) => `${use.kind}「${use.name}」`).join("、")}</p>
          <p className="muted">{t("segments.usesHint")}</p>
        </div>
      )}
    </div>
  );
}

export default function SegmentEditor(props: {
  meta: EntityMeta;
  segment?: Segment;
  condition?: Condition;
  onClose: (saved: Segment | null) => void;
}) {
  const { segment, meta } = props;
  const [name, setName] = useState(segment?.name ?? "");
  const [description, setDescription] = useState(segment?.description ?? "");
  const [condition, setCondition] = useState<Condition | null>(segment?.condition ?? props.condition ?? null);
  const [shared, setShared] = useState(segment?.shared ?? false);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const save = async (): Promise<void> => {
    setBusy(true);
    const body = { name: name.trim(), description: description.trim(), condition, shared };
    try {
      props.onClose(
        segment
          ? await patch<Segment>(`segment/${segment.id}`, body)
          : await post<Segment>("segment", { entity: meta.key, ...body }),
      );
    } catch (error) {
      setErrors(formErrors(error, ["name", "description", "condition"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={560}
      title={t(segment ? "segments.edit" : "segments.new")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !name.trim() || !condition }}
      onOk={() => void save()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <Labelled id="segment-name" label={t("segments.name")} required error={errors.fields.name}>
          <Input
            id="segment-name"
            autoFocus
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
          />
        </Labelled>
        <div className={`field${errors.fields.condition ? " is-bad" : ""}`}>
          <span className="field__name">{t("segments.condition")}</span>
          <ConditionField
            meta={meta}
            value={condition}
            label={t("segments.condition")}
            empty={t("segments.noCondition")}
            onChange={setCondition}
          />
          {errors.fields.condition && <p className="field__error">{errors.fields.condition}</p>}
        </div>
        {condition && <Holds meta={meta} condition={condition} id={segment?.id} />}
        <Labelled id="segment-text" label={t("segments.description")} error={errors.fields.description}>
          <Input.TextArea
            id="segment-text"
            rows={2}
            value={description}
            maxLength={300}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Labelled>
        <label className="row">
          <input type="checkbox" className="check" checked={shared} onChange={(e) => setShared(e.target.checked)} />
          {t("segments.shared")}
        </label>
        {segment && <Uses id={segment.id} />}
      </div>
    </Modal>
  );
}
