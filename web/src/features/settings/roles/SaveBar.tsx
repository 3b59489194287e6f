import { Button } from "antd";
import { t } from "@/i18n";

export function SaveBar({
  dirty,
  busy,
  save,
  reset,
  hint,
}: {
  dirty: boolean;
  busy: boolean;
  save: () => void;
  reset: () => void;
  hint?: string;
}) {
  return (
    <div className="savebar">
      <span className="muted grow">{hint}</span>
      <Button disabled={!dirty} onClick={reset}>
        {t("common.reset")}
      </Button>
      <Button type="primary" disabled={!dirty} loading={busy} onClick={save}>
        {t("common.save")}
      </Button>
    </div>
  );
}
