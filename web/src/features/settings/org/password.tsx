import { Modal } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { copyText } from "@/ui/copy";
import { openDialog } from "@/ui/dialogs";
import { IconButton } from "@/ui/parts";

/** A temporary password, shown this once. */
export async function showPassword(password: string): Promise<void> {
  await openDialog<null>((close) => (
    <Modal
      open
      width={420}
      title={t("org.newPassword")}
      okText={t("common.close")}
      cancelButtonProps={{ hidden: true }}
      closable={false}
      onOk={() => close(null)}
    >
      <div className="row">
        <code className="token grow">{password}</code>
        <IconButton icon="copy" label={t("common.copy")} onClick={() => copyText(password)} />
      </div>
      <p className="muted">{t("org.newPasswordText")}</p>
    </Modal>
  ));
}
