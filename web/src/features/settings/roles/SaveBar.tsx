import { Button } from "antd";
import { t } from "@/i18n";
import "@/i18n/words/settings";

export function SaveBar({
  dirty,
  busy,
  save,
  reset,
  hint,
  people,
}: {
  dirty: boolean;
  busy: boolean;
  save: () => void;
  reset: () => void;
  hint?: string;
  /** How many people the change concerns. */
  people?: number;
}) {
  return (
    <div className="savebar">
      <span className="muted grow">{hint}</span>
      {dirty && people !== undefined && (
        <span className="savebar__people" role="status">
          {t("roles.affected", { n: people })}
        </span>
      )}
      <Button disabled={!dirty} onClick={reset}>
        {t("common.reset")}
      </Button>
      <Button type="primary" disabled={!dirty} loading={busy} onClick={save}>
        {t("common.save")}
      </Button>
    </div>
  );
}
