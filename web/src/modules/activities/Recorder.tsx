/** Speaking a note into the browser: one press begins, the next ends it and sends it. */
import "@/i18n/words/activities";
import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import { t } from "@/i18n";
import { Icon } from "@/ui/Icon";
import { IconButton } from "@/ui/parts";
import { nowShown } from "@/ui/zoned";

export const MAX_SECONDS = 300;
const BITS_PER_SECOND = 32_000;
/** The first that every phone plays, then what the other browsers can record. */
const KINDS = ["audio/mp4;codecs=mp4a.40.2", "audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];
const ENDINGS: Record<string, string> = { "audio/mp4": "m4a", "audio/webm": "webm", "audio/ogg": "ogg" };

/** Only pages that came over a secure connection may listen. */
export const canRecord = (): boolean =>
  typeof MediaRecorder !== "undefined" && typeof navigator.mediaDevices?.getUserMedia === "function";

export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Pieces of one recording as a file that says what it is. */
export function noteOf(pieces: Blob[], kind: string, at = nowShown()): File {
  const plain = kind.split(";")[0] ?? "";
  const name = t("activities.voiceName", { at: at.format("MM-DD HH.mm") });
  return new File(pieces, `${name}.${ENDINGS[plain] ?? "webm"}`, { type: plain });
}

export function Recorder(props: { busy: boolean; onDone: (file: File) => void; onRefused: () => void }) {
  const [seconds, setSeconds] = useState<number | null>(null);
  const [error, setError] = useState("");
  const recorder = useRef<MediaRecorder | null>(null);
  const wanted = useRef(true);
  const isOn = seconds !== null;

  const end = (keep: boolean): void => {
    wanted.current = keep;
    recorder.current?.stop();
  };
  // Who goes away while speaking did not want to send it.
  useEffect(
    () => () => {
      wanted.current = false;
      recorder.current?.stop();
    },
    [],
  );
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => setSeconds((past) => (past ?? 0) + 1), 1000);
    return () => clearInterval(timer);
  }, [isOn]);
  useEffect(() => {
    if (seconds !== null && seconds >= MAX_SECONDS) recorder.current?.stop();
  }, [seconds]);

  const begin = async (): Promise<void> => {
    setError("");
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      setError(t("activities.voiceDenied"));
      return;
    }
    const kind = KINDS.find((one) => MediaRecorder.isTypeSupported(one));
    const made = new MediaRecorder(stream, { mimeType: kind, audioBitsPerSecond: BITS_PER_SECOND });
    const pieces: Blob[] = [];
    made.ondataavailable = ({ data }) => pieces.push(data);
    made.onstop = () => {
      for (const track of stream.getTracks()) track.stop();
      recorder.current = null;
      setSeconds(null);
      if (wanted.current) props.onDone(noteOf(pieces, made.mimeType));
    };
    recorder.current = made;
    wanted.current = true;
    made.start();
    setSeconds(0);
  };

  if (isOn)
    return (
      <span className="row recorder">
        <span className="recorder__dot" aria-hidden="true" />
        <span className="sr-only" role="status">
          {t("activities.recording")}
        </span>
        <span className="num" role="timer">
          {clock(seconds)}
        </span>
        <Button size="small" type="primary" icon={<Icon name="stop" size={13} />} onClick={() => end(true)}>
          {t("activities.voiceEnd")}
        </Button>
        <IconButton icon="close" size="small" label={t("activities.voiceDrop")} onClick={() => end(false)} />
      </span>
    );
  return (
    <>
      <Button type="text" loading={props.busy} icon={<Icon name="mic" />} onClick={() => void begin()}>
        {t("activities.voice")}
      </Button>
      {error && (
        <span className="field__error" role="alert">
          {error}{" "}
          <Button type="link" size="small" onClick={props.onRefused}>
            {t("activities.voiceFile")}
          </Button>
        </span>
      )}
    </>
  );
}
