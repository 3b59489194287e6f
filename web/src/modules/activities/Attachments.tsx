/** Pictures, files and voice notes: uploaded at once, taken by the follow-up when it is saved. */
import "@/i18n/words/activities";
import { Button } from "antd";
import { useRef, useState } from "react";
import { apiUrl, upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FileRef } from "@/api/types";
import { t } from "@/i18n";
import { useIsPhone } from "@/ui/hooks";
import { Icon, type IconName } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { canRecord, Recorder } from "./Recorder";
import { isSound, Voice } from "./Voice";

interface Way {
  key: "picture" | "file" | "voice";
  icon: IconName;
  accept?: string;
  capture?: "environment" | "user";
  phone?: boolean;
}

const WAYS: Way[] = [
  { key: "picture", icon: "camera", accept: "image/*", capture: "environment", phone: true },
  { key: "file", icon: "upload" },
  { key: "voice", icon: "mic", accept: "audio/*", capture: "user", phone: true },
];

export function Attachments({ files, onChange }: { files: readonly FileRef[]; onChange: (files: FileRef[]) => void }) {
  const phone = useIsPhone();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [ownMic, setOwnMic] = useState(canRecord);
  const send = async (list: Iterable<File> | null): Promise<void> => {
    setBusy(true);
    setError("");
    const sent = [...files];
    try {
      for (const file of list ?? []) sent.push(await upload<FileRef>("files", file));
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
      onChange(sent);
    }
  };
  return (
    <>
      {WAYS.filter((way) => (phone || !way.phone) && !(ownMic && way.key === "voice")).map((way) => (
        <Picker key={way.key} way={way} busy={busy} onPick={(list) => void send(list)} />
      ))}
      {ownMic && <Recorder busy={busy} onDone={(file) => void send([file])} onRefused={() => setOwnMic(false)} />}
      {files.length > 0 && (
        <ul className="picked">
          {files.map((file) => (
            <li key={file.id}>
              {file.type.startsWith("image/") && file.type !== "image/heic" ? (
                <img src={apiUrl(`files/${file.id}`)} alt={file.name} />
              ) : isSound(file) ? (
                <Voice file={file} />
              ) : (
                <span className="picked__name ellipsis">{file.name}</span>
              )}
              <IconButton
                icon="close"
                size="small"
                label={t("file.delete", { name: file.name })}
                onClick={() => onChange(files.filter((other) => other.id !== file.id))}
              />
            </li>
          ))}
        </ul>
      )}
      {error && <span className="field__error">{error}</span>}
    </>
  );
}

function Picker({ way, busy, onPick }: { way: Way; busy: boolean; onPick: (list: FileList | null) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const label = t(`activities.${way.key}`);
  return (
    <>
      <Button type="text" loading={busy} icon={<Icon name={way.icon} />} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={!way.capture}
        accept={way.accept}
        capture={way.capture}
        aria-label={label}
        onChange={(event) => {
          onPick(event.target.files);
          event.target.value = "";
        }}
      />
    </>
  );
}
