import { Input, Modal } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { Labelled } from "@/ui/Labelled";

/** Asks for a name. */
export function NameDialog(props: { title: string; value: string; onClose: (name: string | null) => void }) {
  const [name, setName] = useState(props.value);
  const done = (): void => props.onClose(name.trim());
  return (
    <Modal
      open
      width={420}
      title={props.title}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: !name.trim() }}
      onOk={done}
      onCancel={() => props.onClose(null)}
    >
      <Labelled id="report-name" label={t("reports.name")} required>
        <Input
          id="report-name"
          autoFocus
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => name.trim() && done()}
        />
      </Labelled>
    </Modal>
  );
}
