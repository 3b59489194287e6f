import { Modal } from "antd";
import { Suspense, useState } from "react";
import type { FieldMeta, Rec } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import { Bone } from "@/ui/parts";

/** Hands a record to somebody else. */
export default function AssignDialog(props: {
  field: FieldMeta;
  record: Rec;
  save: (values: Record<string, unknown>) => Promise<boolean>;
  onClose: () => void;
}) {
  const [value, setValue] = useState<unknown>(props.record[props.field.name]);
  const [busy, setBusy] = useState(false);
  const { Input } = kitOf(props.field);
  const save = async (): Promise<void> => {
    setBusy(true);
    if (await props.save({ [props.field.name]: value })) props.onClose();
    else setBusy(false);
  };
  return (
    <Modal
      open
      width={420}
      title={t("record.assign")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy }}
      onOk={() => void save()}
      onCancel={props.onClose}
    >
      <Suspense fallback={<Bone height={32} />}>
        <Input field={props.field} value={value} onChange={setValue} label={props.field.label} autoFocus />
      </Suspense>
    </Modal>
  );
}
