/** Sends a report or dashboard to colleagues now; each of them gets their own figures. */
import { Modal } from "antd";
import { useState } from "react";
import { post } from "@/api/client";
import { formErrors } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import "@/i18n/words/reportsSend";
import { useMe } from "@/meta/hooks";
import { toast } from "@/ui/toast";
import type { Narrowing } from "./data";
import { PeoplePick } from "./ShareDialog";
import type { About } from "./work";

export default function SendDialog(props: {
  about: About;
  narrowing?: Pick<Narrowing, "period" | "department">;
  title?: string;
  onClose: (done: null) => void;
}) {
  const { about } = props;
  const me = useMe();
  const [people, setPeople] = useState([{ id: me.id, title: me.name }]);
  const [sheet, setSheet] = useState(true);
  const [busy, setBusy] = useState(false);
  const [errors, setErrors] = useState<string[]>([]);
  const send = async (): Promise<void> => {
    setBusy(true);
    const { name: _name, ...which } = about;
    const body = { ...which, ...props.narrowing, sheet, recipients: people.map((one) => one.id) };
    try {
      const answer = await post<{ sent: number; mail: boolean }>("report/send", body);
      toast(t(answer.mail ? "reports.sentMail" : "reports.sentInbox", { n: answer.sent }), { kind: "good" });
      props.onClose(null);
    } catch (error) {
      setErrors(formErrors(error, []).summary);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={props.title ?? t("reports.sendOf", { name: about.name })}
      okText={t("reports.sendNow")}
      cancelText={t("common.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: people.length === 0 }}
      onOk={() => void send()}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack">
        {errors.length > 0 && <div className="notice notice--bad">{errors.join(" ")}</div>}
        <PeoplePick id="send-people" label={t("reports.recipients")} value={people} onChange={setPeople} />
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={sheet}
            onChange={(event) => setSheet(event.target.checked)}
          />
          {t("reports.withSheet")}
        </label>
        <p className="muted">{t("reports.scheduleHint")}</p>
      </div>
    </Modal>
  );
}
