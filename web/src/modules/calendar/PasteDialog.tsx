import { Input, Modal } from "antd";
import { useState } from "react";
import { t } from "@/i18n";
import "@/i18n/words/calendar";
import { readPasted } from "./paste";
import type { SpecialDay } from "./types";

const MAX_TEXT = 10_000;

/** A list as it was announced, taken whole or not at all. */
export function PasteDialog({ year, onClose }: { year: number; onClose: (days: SpecialDay[] | null) => void }) {
  const [text, setText] = useState("");
  const { days, bad } = readPasted(text, year);
  return (
    <Modal
      open
      width={520}
      title={t("calendar.paste")}
      okText={t("calendar.pasteTake")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: days.length === 0 || bad.length > 0 }}
      onOk={() => onClose(days)}
      onCancel={() => onClose(null)}
    >
      <div className="stack">
        <p className="muted pre">{t("calendar.pasteHint")}</p>
        <Input.TextArea
          autoFocus
          rows={8}
          maxLength={MAX_TEXT}
          aria-label={t("calendar.paste")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {bad.slice(0, 5).map((one) => (
          <p key={one.line} className="field__error" role="alert">
            {t(one.why === "year" ? "calendar.pasteYear" : "calendar.pasteBad", { n: one.line, text: one.text, year })}
          </p>
        ))}
      </div>
    </Modal>
  );
}
