/** Before a flow is published: what the checker still warns of, and a note for the list of versions. */
import { Input, Modal } from "antd";
import { useId, useState } from "react";
import { t } from "@/i18n";
import { Labelled } from "@/ui/Labelled";
import type { Finding } from "./flow";

export default function PublishDialog(props: {
  label: string;
  findings: Finding[];
  onClose: (note: string | null) => void;
}) {
  const id = useId();
  const [note, setNote] = useState("");
  return (
    <Modal
      open
      width={480}
      title={t("flows.publishTitle", { name: props.label })}
      okText={t("flows.publish")}
      cancelText={t("common.cancel")}
      onOk={() => props.onClose(note.trim())}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        <p>{t("flows.publishHint")}</p>
        {props.findings.length > 0 && (
          <ul className="flow__problems">
            {props.findings.map((one) => (
              <li key={`${one.node}-${one.code}`} className={`flow__problem flow__problem--${one.level}`}>
                {one.message}
              </li>
            ))}
          </ul>
        )}
        <Labelled id={id} label={t("flows.note")}>
          <Input id={id} value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
        </Labelled>
      </div>
    </Modal>
  );
}
