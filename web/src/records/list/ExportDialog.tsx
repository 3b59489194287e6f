import { useQueryClient } from "@tanstack/react-query";
import { Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import { Labelled } from "@/ui/Labelled";
import { toast } from "@/ui/toast";
import type { ListWords } from "../data";

export default function ExportDialog({
  meta,
  words,
  onClose,
}: {
  meta: EntityMeta;
  words: ListWords;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const fields = meta.fields.filter((field) => field.view !== "hidden" && field.export !== false);
  const [format, setFormat] = useState<"xlsx" | "csv">("xlsx");
  const [chosen, setChosen] = useState<Set<string>>(new Set(words.fields ?? meta.list.columns));
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    try {
      const started = await post<{ job: unknown; approval: unknown }>(`${meta.key}/export`, {
        format,
        filter: words.filter ?? null,
        ...(words.q && { q: words.q }),
        ...(words.sort && { sort: words.sort }),
        fields: fields.filter((field) => chosen.has(field.name)).map((field) => field.name),
        reason: reason.trim(),
      });
      await client.invalidateQueries({ queryKey: ["jobs"] });
      toast(t(started.approval ? "export.approval" : "export.started"), { kind: "good" });
      onClose();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      setBusy(false);
    }
  };
  const toggle = (name: string): void => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setChosen(next);
  };
  return (
    <Modal
      open
      width={620}
      title={t("export.title", { label: meta.plural })}
      okText={t("export.start")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: chosen.size === 0 || !reason.trim() }}
      onOk={() => void start()}
      onCancel={onClose}
    >
      <div className="stack">
        <div className="row">
          <span>{t("export.format")}</span>
          <Segmented<"xlsx" | "csv">
            value={format}
            onChange={setFormat}
            options={[
              { value: "xlsx", label: "Excel (xlsx)" },
              { value: "csv", label: "CSV" },
            ]}
          />
        </div>
        <div className="row row--between">
          <h3>{t("export.columns", { n: chosen.size })}</h3>
          <span className="row">
            <button
              type="button"
              className="plain-button"
              onClick={() => setChosen(new Set(fields.map((field) => field.name)))}
            >
              {t("common.all")}
            </button>
            <button
              type="button"
              className="plain-button"
              onClick={() => setChosen(new Set(words.fields ?? meta.list.columns))}
            >
              {t("export.asList")}
            </button>
          </span>
        </div>
        <div className="check-grid">
          {fields.map((field) => (
            <label key={field.name} className="row">
              <input
                type="checkbox"
                className="check"
                checked={chosen.has(field.name)}
                onChange={() => toggle(field.name)}
              />
              <span className="ellipsis">{field.label}</span>
            </label>
          ))}
        </div>
        <Labelled id="export-reason" label={t("export.reason")} required>
          <Input.TextArea
            id="export-reason"
            rows={2}
            value={reason}
            maxLength={200}
            placeholder={t("export.reasonHint")}
            onChange={(e) => setReason(e.target.value)}
          />
        </Labelled>
        <p className="muted">{t("export.note")}</p>
      </div>
    </Modal>
  );
}
