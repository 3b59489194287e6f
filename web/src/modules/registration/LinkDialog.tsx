/** The address of a form, to copy, to open and to scan. */
import { Button, Modal } from "antd";
import { renderSVG } from "uqr";
import { t } from "@/i18n";
import "@/i18n/words/registration";
import { copyText } from "@/ui/copy";
import { linkOf, type RegistrationForm } from "./data";

export default function LinkDialog({ form, onClose }: { form: RegistrationForm; onClose: (done: null) => void }) {
  const link = linkOf(form);
  const source = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(link, { border: 2 }))}`;
  return (
    <Modal open width={420} title={form.title} footer={null} onCancel={() => onClose(null)}>
      <div className="stack">
        <img className="qr" src={source} width={220} height={220} alt={t("registration.qr")} />
        <code className="token">{link}</code>
        <p className="muted">{t("registration.linkHint")}</p>
        <div className="row">
          <Button type="primary" onClick={() => copyText(link)}>
            {t("registration.copy")}
          </Button>
          <Button href={form.path} target="_blank" rel="noreferrer">
            {t("registration.open")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
