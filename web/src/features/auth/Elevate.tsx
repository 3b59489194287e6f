import { Input, Modal } from "antd";
import { useState } from "react";
import { ApiError, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { Labelled } from "@/ui/Labelled";

/** An act of administration long after the sign-in: the password once more, then the act goes on. */
export default function Elevate({ onClose }: { onClose: (done: true | null) => void }) {
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [needsOtp, setNeedsOtp] = useState(false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await post("auth/elevate", { password, ...(otp.trim() && { otp: otp.trim() }) });
      onClose(true);
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === "otp_required") setNeedsOtp(true);
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={400}
      title={t("elevate.title")}
      okText={t("elevate.ok")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !password }}
      onOk={() => void send()}
      onCancel={() => onClose(null)}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p className="muted">{t("elevate.text")}</p>
        <Labelled id="elevate-password" label={t("auth.password")} error={error}>
          <Input.Password
            id="elevate-password"
            autoFocus
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        {needsOtp && (
          <Labelled id="elevate-otp" label={t("auth.otp")}>
            <Input
              id="elevate-otp"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              value={otp}
              onChange={(event) => setOtp(event.target.value)}
            />
          </Labelled>
        )}
        <button type="submit" hidden disabled={busy} />
      </form>
    </Modal>
  );
}
