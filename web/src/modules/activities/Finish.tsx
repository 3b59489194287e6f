/** The end of a visit: what came of it, and what is next. It becomes a follow-up. */
import "@/i18n/words/activities";
import { Button, Drawer, Input } from "antd";
import { useState } from "react";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { Labelled, WhenInput } from "./parts";

const NO_ERRORS: FormErrors = { fields: {}, summary: [] };

export default function Finish({ run, onClose }: SlotProps["actionDialog"]) {
  const [result, setResult] = useState("");
  const [nextAt, setNextAt] = useState<string | null>(null);
  const [nextContent, setNextContent] = useState("");
  const [errors, setErrors] = useState(NO_ERRORS);
  const [busy, setBusy] = useState(false);
  const finish = async (): Promise<void> => {
    setBusy(true);
    setErrors(NO_ERRORS);
    const sent = { result: result.trim(), next_at: nextAt, next_content: nextContent.trim() || null };
    try {
      await run(sent);
      onClose();
    } catch (error) {
      setErrors(formErrors(error, Object.keys(sent)));
      setBusy(false);
    }
  };
  return (
    <Drawer
      open
      placement="bottom"
      size="auto"
      className="bottom-sheet"
      title={t("activities.finish")}
      onClose={onClose}
    >
      <div className="stack">
        <Labelled label={t("activities.outcome")} error={errors.fields.result}>
          <Input.TextArea
            value={result}
            autoSize={{ minRows: 3, maxRows: 10 }}
            maxLength={10_000}
            aria-label={t("activities.outcome")}
            placeholder={t("activities.outcomeHint")}
            onChange={(event) => setResult(event.target.value)}
          />
        </Labelled>
        <Labelled label={t("activities.next")} error={errors.fields.next_at}>
          <WhenInput label={t("activities.next")} value={nextAt} onChange={setNextAt} />
        </Labelled>
        {nextAt && (
          <Input
            value={nextContent}
            maxLength={300}
            aria-label={t("activities.nextContent")}
            placeholder={t("activities.nextContent")}
            onChange={(event) => setNextContent(event.target.value)}
          />
        )}
        {errors.summary.map((text) => (
          <p key={text} className="field__error" role="alert">
            {text}
          </p>
        ))}
        <Button
          type="primary"
          size="large"
          block
          loading={busy}
          disabled={!result.trim()}
          onClick={() => void finish()}
        >
          {t("activities.finish")}
        </Button>
      </div>
    </Drawer>
  );
}
