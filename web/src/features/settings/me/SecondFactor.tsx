import { useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useState } from "react";
import { renderSVG } from "uqr";
import { del, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { Dot } from "@/ui/parts";
import { toast } from "@/ui/toast";

/** The QR code is drawn in this browser: the secret goes nowhere else. */
function Qr({ uri }: { uri: string }) {
  const source = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
  return <img className="qr" src={source} alt={t("totp.qr")} width={168} height={168} />;
}

export function SecondFactor() {
  const me = useMe();
  const client = useQueryClient();
  const [setup, setSetup] = useState<{ secret: string; uri: string } | null>(null);
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
  const finish = async (call: Promise<unknown>, said: string): Promise<void> => {
    await call;
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
              onClick={() => void guarded(() => finish(del("auth/totp", { body: { otp } }), t("totp.disabled")))}
            >
              {t("totp.disable")}
            </Button>
          </div>
        ) : setup ? (
          <>
            <Qr uri={setup.uri} />
            <p>
              {t("totp.secret")} <code>{setup.secret}</code>
            </p>
            <div className="row row--wrap">
              {code}
              <Button
                type="primary"
                disabled={otp.length < 6}
                loading={busy}
                onClick={() => void guarded(() => finish(post("auth/totp/confirm", { otp }), t("totp.enabled")))}
              >
                {t("totp.confirm")}
              </Button>
            </div>
          </>
        ) : (
          <span>
            <Button
              loading={busy}
              onClick={() =>
                void guarded(async () => setSetup(await post<{ secret: string; uri: string }>("auth/totp")))
              }
            >
              {t("totp.enable")}
            </Button>
          </span>
        )}
      </div>
    </section>
  );
}
