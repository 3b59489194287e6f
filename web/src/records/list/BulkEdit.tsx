import { Modal, Select } from "antd";
import { Suspense, useState } from "react";
import type { EntityMeta } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { isEmpty } from "@/fields/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import { Bone } from "@/ui/parts";

/** One field, one value, for all marked records. */
export default function BulkEdit(props: {
  meta: EntityMeta;
  count: number;
  only?: string;
  onClose: (values: Record<string, unknown> | null) => void;
}) {
  const fields = props.meta.fields.filter(
    (field) => field.edit && !field.read_only && !field.write_once && field.view === "full",
  );
  const [name, setName] = useState(props.only ?? "");
  const [value, setValue] = useState<unknown>(null);
  const field = fields.find((item) => item.name === name);
  const { Input, toApi } = kitOf(field ?? { type: "text" });
  const clears = field !== undefined && isEmpty(value);
  // What cannot be empty cannot be cleared; whoever hands records over names somebody.
  const mustBe = field?.required || props.only !== undefined;
  return (
    <Modal
      open
      title={t("bulk.editTitle", { n: props.count })}
      okText={t(clears && !mustBe ? "bulk.empty" : "bulk.apply")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !field || (clears && mustBe), danger: clears && !mustBe }}
      onOk={() => field && props.onClose({ [field.name]: toApi(value) })}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {!props.only && (
          <Select
            aria-label={t("bulk.field")}
            placeholder={t("bulk.field")}
            value={name || undefined}
            showSearch={{ optionFilterProp: "label" }}
            options={fields.map((item) => ({ value: item.name, label: item.label }))}
            onChange={(next: string) => {
              setName(next);
              // A switch that shows “no” means no.
              setValue(fields.find((item) => item.name === next)?.type === "boolean" ? false : null);
            }}
          />
        )}
        {field && (
          <Suspense fallback={<Bone height={32} />}>
            <Input field={field} value={value} onChange={setValue} label={field.label} entity={props.meta.key} />
          </Suspense>
        )}
        {clears && !mustBe && (
          <p className="notice notice--warn" role="status">
            {t("bulk.emptyHint", { n: props.count, label: field.label })}
          </p>
        )}
        <p className="muted">{t("bulk.editHint")}</p>
      </div>
    </Modal>
  );
}
