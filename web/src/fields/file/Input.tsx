import { Button } from "antd";
import { useRef, useState } from "react";
import { upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FileRef } from "@/api/types";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import type { InputProps } from "../types";
import { isFile } from "./Display";

/** Uploads at once; what is saved with the record is the file's id. */
export default function FileInput(props: InputProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const send = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setError("");
    try {
      props.onChange(await upload<FileRef>("files", file));
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="row row--wrap">
      {isFile(props.value) && <span className="ellipsis">{props.value.name}</span>}
      <Button id={props.id} loading={busy} icon={<Icon name="upload" />} onClick={() => picker.current?.click()}>
        {isFile(props.value) ? t("file.replace") : t("file.choose")}
      </Button>
      {isFile(props.value) && (
        <Button type="text" onClick={() => props.onChange(null)}>
          {t("common.remove")}
        </Button>
      )}
      <input
        ref={picker}
        type="file"
        hidden
        aria-label={props.label ?? props.field.label}
        accept={props.field.type === "image" ? "image/*" : undefined}
        onChange={(event) => void send(event.target.files?.[0])}
      />
      {error && <span className="field__error">{error}</span>}
    </span>
  );
}
