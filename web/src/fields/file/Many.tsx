import { Button } from "antd";
import { useRef, useState } from "react";
import { upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FileRef } from "@/api/types";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import type { InputProps } from "../types";
import { isFile } from "./Display";

/** Several files; each is uploaded at once, what is saved with the record are their ids. */
export default function FilesInput(props: InputProps) {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const files: FileRef[] = Array.isArray(props.value) ? props.value.filter(isFile) : [];
  const send = async (list: FileList | null): Promise<void> => {
    setBusy(true);
    setError("");
    const sent = [...files];
    try {
      for (const file of list ?? []) sent.push(await upload<FileRef>("files", file));
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
      props.onChange(sent);
    }
  };
  return (
    <span className="row row--wrap">
      {files.map((file) => (
        <span key={file.id} className="tag tag--gray">
          <span className="ellipsis">{file.name}</span>
          <IconButton
            icon="close"
            size="small"
            label={t("file.delete", { name: file.name })}
            onClick={() => props.onChange(files.filter((other) => other.id !== file.id))}
          />
        </span>
      ))}
      <Button id={props.id} loading={busy} icon={<Icon name="upload" />} onClick={() => picker.current?.click()}>
        {t("file.choose")}
      </Button>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={props.label ?? props.field.label}
        onChange={(event) => void send(event.target.files)}
      />
      {error && <span className="field__error">{error}</span>}
    </span>
  );
}
