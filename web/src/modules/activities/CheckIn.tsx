/** Arriving at a customer: with a position where the person agreed to keep one, with a picture if they like. */
import "@/i18n/words/activities";
import { Button, Drawer } from "antd";
import { useEffect, useRef, useState } from "react";
import { upload } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { FileRef } from "@/api/types";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { Icon } from "@/ui/Icon";
import { Bones, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { type Locating, useConsent, useLocating } from "./useConsent";

export default function CheckIn({ run, onClose }: SlotProps["actionDialog"]) {
  const { consent, decide } = useConsent();
  const { place, locate } = useLocating();
  const [photo, setPhoto] = useState<FileRef | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const picker = useRef<HTMLInputElement>(null);
  const agreed = consent.data?.agreed === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the answer is known
  useEffect(() => {
    if (agreed) locate();
  }, [agreed]);
  const send = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setError("");
    try {
      setPhoto(await upload<FileRef>("files", file));
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  const checkIn = async (withPlace: boolean): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await run({
        ...(photo && { check_in_photo: photo.id }),
        ...(withPlace && typeof place === "object" && place),
      });
      onClose();
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  const withdraw = async (): Promise<void> => {
    if (await decide(false)) toast(t("activities.withdrawn"));
  };
  return (
    <Drawer
      open
      placement="bottom"
      size="auto"
      className="bottom-sheet"
      title={t("activities.checkIn")}
      onClose={onClose}
    >
      {consent.isPending && <Bones rows={3} />}
      {consent.isError && <Failure message={messageOf(consent.error)} onRetry={() => void consent.refetch()} />}
      {consent.data && (
        <div className="stack check-in">
          {agreed ? (
            <Where place={place} onRetry={locate} />
          ) : (
            <section aria-label={t("activities.consent")}>
              <h3>{t("activities.consent")}</h3>
              <p>{consent.data.text}</p>
              <Button block onClick={() => void decide(true)}>
                {t("activities.agree")}
              </Button>
            </section>
          )}
          <div className="row">
            <Button icon={<Icon name="camera" />} loading={busy} onClick={() => picker.current?.click()}>
              {photo ? t("activities.photoReady") : t("activities.takePhoto")}
            </Button>
            <span className="muted">{photo?.name ?? t("activities.checkInPhoto")}</span>
            <input
              ref={picker}
              type="file"
              hidden
              accept="image/*"
              capture="environment"
              aria-label={t("activities.checkInPhoto")}
              onChange={(event) => void send(event.target.files?.[0])}
            />
          </div>
          {error && (
            <p className="field__error" role="alert">
              {error}
            </p>
          )}
          {agreed && typeof place === "object" ? (
            <Button type="primary" size="large" block loading={busy} onClick={() => void checkIn(true)}>
              {t("activities.checkIn")}
            </Button>
          ) : (
            <Button
              type={agreed && place === "busy" ? "default" : "primary"}
              size="large"
              block
              loading={busy}
              onClick={() => void checkIn(false)}
            >
              {t("activities.decline")}
            </Button>
          )}
          {agreed && (
            <Button type="link" size="small" onClick={() => void withdraw()}>
              {t("activities.withdraw")}
            </Button>
          )}
        </div>
      )}
    </Drawer>
  );
}

function Where({ place, onRetry }: { place: Locating; onRetry: () => void }) {
  if (typeof place === "object")
    return (
      <p className="check-in__where" role="status">
        <Icon name="check" /> {t("activities.located", { n: place.accuracy })}
      </p>
    );
  if (place === "failed")
    return (
      <p className="check-in__where" role="status">
        <Icon name="warning" /> <span className="grow">{t("activities.noLocation")}</span>
        <Button size="small" onClick={onRetry}>
          {t("activities.retry")}
        </Button>
      </p>
    );
  return (
    <p className="check-in__where muted" role="status">
      <Icon name="clock" /> {t("activities.locating")}
    </p>
  );
}
