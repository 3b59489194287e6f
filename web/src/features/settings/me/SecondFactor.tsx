import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { del, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { useMe } from "@/meta/hooks";
import { Dot } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { Enrol, type Secret } from "./Enrol";

export function SecondFactor() {
  const me = useMe();
  const client = useQueryClient();
  const [setup, setSetup] = useState<Secret | null>(null);
  const [otp, setOtp] = useState("");
  const [busy, setBusy] = useState(false);
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const finish = async (said: string): Promise<void> => {
    setSetup(null);
    setOtp("");
    toast(said, { kind: "good" });
    await client.invalidateQueries({ queryKey: ["me"] });
  };
  const code = (
    <Input
      className="otp"
      value={otp}
      inputMode="numeric"
      maxLength={8}
      autoComplete="one-time-code"
      aria-label={t("auth.otp")}
      placeholder={t("auth.otp")}
      onChange={(event) => setOtp(event.target.value.trim())}
    />
  );
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("totp.title")}</h2>
        <Dot color={me.totp ? "green" : "gray"}>{me.totp ? t("totp.on") : t("totp.off")}</Dot>
      </header>
      <div className="panel__body stack">
        <p className="muted">{t("totp.text")}</p>
        {me.totp ? (
          <div className="row row--wrap">
            {code}
            <Button
              danger
              disabled={otp.length < 6}
              loading={busy}
              onClick={() =>
                void guarded(async () => {
                  await del("auth/totp", { body: { otp } });
                  await finish(t("totp.disabled"));
                })
              }
            >
              {t("totp.disable")}
            </Button>
          </div>
        ) : setup ? (
          <Enrol setup={setup} onDone={() => finish(t("totp.enabled"))} />
        ) : (
          <span>
            <Button loading={busy} onClick={() => void guarded(async () => setSetup(await post<Secret>("auth/totp")))}>
              {t("totp.enable")}
            </Button>
          </span>
        )}
      </div>
    </section>
  );
}
