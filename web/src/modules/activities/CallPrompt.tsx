/** After a tap on a phone number: one more tap logs the call, with the minutes since. */
import "@/i18n/words/activities";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { openCompose } from "@/records/record/openCompose";
import type { SlotProps } from "@/slots";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";

interface Call {
  phone: string;
  at: number;
}

const MINUTE_MS = 60_000;
const MAX_MINUTES = 240;

export default function CallPrompt({ meta, record }: SlotProps["recordBanner"]) {
  const [call, setCall] = useState<Call | null>(null);
  const mayLog = may(entityInfo(useMeta(), "follow_up")?.can, "create");
  useEffect(() => {
    if (!mayLog) return;
    const listen = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="tel:"]') : null;
      if (link) setCall({ phone: link.textContent ?? "", at: Date.now() });
    };
    document.addEventListener("click", listen);
    return () => document.removeEventListener("click", listen);
  }, [mayLog]);
  if (!call) return null;
  const log = (): void => {
    const minutes = Math.min(MAX_MINUTES, Math.max(1, Math.round((Date.now() - call.at) / MINUTE_MS)));
    setCall(null);
    void openCompose(meta, record, { kind: "call", direction: "out", minutes });
  };
  return (
    <div className="notice notice--info" role="status">
      <Icon name="phone" />
      <span className="grow">{t("activities.calling", { phone: call.phone })}</span>
      <Button type="primary" onClick={log}>
        {t("activities.logCall")}
      </Button>
      <IconButton icon="close" label={t("common.close")} onClick={() => setCall(null)} />
    </div>
  );
}
