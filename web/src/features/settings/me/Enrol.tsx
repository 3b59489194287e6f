/** Setting up the second factor: scan or type the secret, then prove it with a code. */
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { renderSVG } from "uqr";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { copyText } from "@/ui/copy";
import { IconButton } from "@/ui/parts";

export interface Secret {
  secret: string;
  uri: string;
}

/** The QR code is drawn in this browser: the secret goes nowhere else. */
function Qr({ uri }: { uri: string }) {
  const source = `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(uri, { border: 2 }))}`;
  return <img className="qr" src={source} alt={t("totp.qr")} width={168} height={168} />;
}

export function Enrol({ setup, onDone }: { setup: Secret; onDone: () => Promise<void> }) {
  const [otp, setOtp] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const confirm = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (otp.length < 6 || busy) return;
    setBusy(true);
    setError("");
    try {
      await post("auth/totp/confirm", { otp });
      await onDone();
    } catch (problem) {
      setError(messageOf(problem));
      setOtp("");
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="enrol" onSubmit={(event) => void confirm(event)}>
      <Qr uri={setup.uri} />
      <div className="enrol__secret">
        <span className="muted">{t("totp.secret")}</span>
        <span className="row">
          <code>{setup.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          <IconButton icon="copy" size="small" label={t("common.copy")} onClick={() => copyText(setup.secret)} />
        </span>
      </div>
      <div className="row row--wrap">
        <Input
          className="otp"
          value={otp}
          status={error ? "error" : undefined}
          inputMode="numeric"
          maxLength={8}
          autoComplete="one-time-code"
          aria-label={t("auth.otp")}
          aria-describedby={error ? "enrol-error" : undefined}
          placeholder={t("auth.otp")}
          onChange={(event) => setOtp(event.target.value.replace(/\s/g, ""))}
        />
        <Button type="primary" htmlType="submit" disabled={otp.length < 6} loading={busy}>
          {t("totp.confirm")}
        </Button>
      </div>
      {error && (
        <p className="field__error" id="enrol-error" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}
