/** How much of a series: this one, this and those that follow, or all. What happens once is only confirmed. */
import { Button, Modal } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { formatMoment } from "@/ui/format";
import type { Item, Scope } from "./types";

const SCOPES: Scope[] = ["one", "following", "all"];

export default function ScopeDialog({
  item,
  what,
  onClose,
}: {
  item: Item;
  what: "move" | "remove" | "edit";
  onClose: (scope: Scope | null) => void;
}) {
  const scopes: Scope[] = item.occurrence ? SCOPES : ["all"];
  const danger = what === "remove";
  return (
    <Modal open width={420} title={t(`calendar.ask_${what}`)} footer={null} onCancel={() => onClose(null)}>
      <div className="stack">
        <p className="muted">
          {item.title} · <span className="num">{formatMoment(item.starts_at)}</span>
        </p>
        {item.occurrence && <p>{t("calendar.isSeries")}</p>}
        <div className="cal-scopes">
          {scopes.map((scope, at) => (
            <Button key={scope} block danger={danger} autoFocus={at === 0} onClick={() => onClose(scope)}>
              {item.occurrence ? t(`calendar.scope_${scope}`) : t("common.delete")}
            </Button>
          ))}
          <Button block type="text" onClick={() => onClose(null)}>
            {t("common.cancel")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
