/** After a tap on a phone number: one more tap logs the call, with the minutes since. */
import "@/i18n/words/activities";
import { Button } from "antd";
import { useSyncExternalStore } from "react";
import { t } from "@/i18n";
import { entityInfo, may, useMeta } from "@/meta/hooks";
import { openCompose } from "@/records/record/openCompose";
import type { SlotProps } from "@/slots";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { forgetCall, lastCall, onCall } from "./calls";

const MINUTE_MS = 60_000;
const MAX_MINUTES = 240;

export default function CallPrompt({ meta, record }: SlotProps["recordBanner"]) {
  const call = useSyncExternalStore(onCall, lastCall);
  const mayLog = may(entityInfo(useMeta(), "follow_up")?.can, "create");
  if (!call || !mayLog || call.page !== location.pathname) return null;
  const log = (): void => {
    const minutes = Math.min(MAX_MINUTES, Math.max(1, Math.round((Date.now() - call.at) / MINUTE_MS)));
    forgetCall();
    void openCompose(meta, record, { kind: "call", direction: "out", minutes });
  };
  return (
    <div className="notice notice--info" role="status">
      <Icon name="phone" />
      <span className="grow">{t("activities.calling", { phone: call.phone })}</span>
      <Button type="primary" onClick={log}>
        {t("activities.logCall")}
      </Button>
      <IconButton icon="close" label={t("common.close")} onClick={() => forgetCall()} />
    </div>
  );
}
