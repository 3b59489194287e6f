import { Input, Modal, Select } from "antd";
import { useState } from "react";
import { patch, post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Choice, CustomField } from "@/api/types";
import { FIELD_TYPES } from "@/fields/registry";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/settings";
import { useMeta } from "@/meta/hooks";
import { Labelled } from "@/ui/Labelled";
import { ItemsEditor } from "./ItemsEditor";

const WITH_CHOICES = new Set(["choice", "multi_choice"]);
const WITH_LINK = new Set(["link", "multi_link"]);
/** Numbers are given by the program, and a file is kept with its record and not in a field. */
const NOT_OFFERED = new Set(["auto_number"]);

/** Make or change one custom field. Its type and name stay as they were made. */
export default function FieldDialog({
  entity,
  field,
  onClose,
}: {
  entity: string;
  field?: CustomField;
  onClose: (saved: true | null) => void;
}) {
  const meta = useMeta();
  const [label, setLabel] = useState(field?.label ?? "");
  const [name, setName] = useState(field?.name ?? "");
  const [type, setType] = useState(field?.type ?? "text");
  const [help, setHelp] = useState(field?.help ?? "");
  const [required, setRequired] = useState(field?.required ?? false);
  const [link, setLink] = useState<string | undefined>(field?.link ?? undefined);
  const [choices, setChoices] = useState<Choice[]>(field?.choices ?? []);
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    const common = {
      label: label.trim(),
      help: help.trim(),
      required,
      ...(WITH_CHOICES.has(type) && {
        choices: choices.map((choice) => ({
          value: choice.value,
          label: choice.label.trim(),
          label_en: choice.label_en ?? "",
          color: choice.color ?? "",
          active: choice.active !== false,
        })),
      }),
    };
    try {
      if (field) await patch(`custom-fields/${field.id}`, common);
      else
        await post("custom-fields", {
          entity,
          type,
          ...(name.trim() && { name: name.trim() }),
          ...(WITH_LINK.has(type) && { link }),
          ...common,
        });
      onClose(true);
    } catch (error) {
      setErrors(formErrors(error, ["label", "name", "type", "help", "choices", "link"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={WITH_CHOICES.has(type) ? 760 : 520}
      title={field ? t("fields.edit") : t("fields.add")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !label.trim() || (WITH_LINK.has(type) && !link) }}
      onOk={() => void save()}
      onCancel={() => onClose(null)}
    >
      <div className="stack">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        <div className="form-grid">
          <Labelled id="cf-label" label={t("fields.label")} required error={errors.fields.label}>
            <Input
              id="cf-label"
              autoFocus
              value={label}
              maxLength={60}
              onChange={(event) => setLabel(event.target.value)}
            />
          </Labelled>
          <Labelled id="cf-type" label={t("fields.type")} required error={errors.fields.type}>
            <Select
              id="cf-type"
              disabled={field !== undefined}
              value={type}
              showSearch={{ optionFilterProp: "label" }}
              options={FIELD_TYPES.filter((key) => !NOT_OFFERED.has(key)).map((key) => ({
                value: key,
                label: t(`type.${key}` as MessageKey),
              }))}
              onChange={setType}
            />
          </Labelled>
          <Labelled id="cf-name" label={t("fields.name")} error={errors.fields.name}>
            <Input
              id="cf-name"
              disabled={field !== undefined}
              value={name}
              maxLength={40}
              placeholder={t("fields.nameHint")}
              onChange={(event) => setName(event.target.value)}
            />
          </Labelled>
          <Labelled id="cf-help" label={t("fields.help")} error={errors.fields.help}>
            <Input id="cf-help" value={help} maxLength={200} onChange={(event) => setHelp(event.target.value)} />
          </Labelled>
          {WITH_LINK.has(type) && (
            <Labelled id="cf-link" label={t("fields.link")} required error={errors.fields.link}>
              <Select
                id="cf-link"
                disabled={field !== undefined}
                value={link}
                options={(meta.customizable ?? []).map((item) => ({ value: item.key, label: item.label }))}
                onChange={setLink}
              />
            </Labelled>
          )}
        </div>
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={required}
            onChange={(event) => setRequired(event.target.checked)}
          />{" "}
          {t("fields.required")}
        </label>
        {WITH_CHOICES.has(type) && (
          <>
            <h3>{t("fields.choices")}</h3>
            {errors.fields.choices && <p className="field__error">{errors.fields.choices}</p>}
            <ItemsEditor
              items={choices}
              stored={new Set((field?.choices ?? []).map((choice) => choice.value))}
              onChange={setChoices}
            />
          </>
        )}
      </div>
    </Modal>
  );
}
