/** A voice note: fetched and played when somebody wants to hear it. */
import "@/i18n/words/activities";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { content } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FileRef } from "@/api/types";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";

export const isSound = (file: FileRef): boolean => file.type.startsWith("audio/");

/** A spoken note has a name that its time makes; how its file ends says nothing to anybody. */
export const nameOf = (file: FileRef): string => (isSound(file) ? file.name.replace(/\.\w+$/, "") : file.name);

export function Voice({ file }: { file: FileRef }) {
  const [url, setUrl] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const load = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      // Served as attachments in one piece, which some phones do not play from an address.
      setUrl(URL.createObjectURL(await content(`files/${file.id}`)));
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className="voice">
      {url ? (
        // biome-ignore lint/a11y/useMediaCaption: somebody's spoken note has no written words
        <audio src={url} controls autoPlay aria-label={file.name} onError={() => setError(t("activities.voiceBad"))} />
      ) : (
        <Button
          size="small"
          loading={busy}
          icon={<Icon name="play" size={13} />}
          aria-label={t("activities.voicePlay", { name: nameOf(file) })}
          onClick={() => void load()}
        >
          <span className="ellipsis">{nameOf(file)}</span>
        </Button>
      )}
      {error && (
        <span className="field__error" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}
