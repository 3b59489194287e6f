import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useSearch } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { ApiError, post, setCsrf } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Labelled } from "@/ui/Labelled";
import { AuthFrame } from "./Frame";
import { safeNext } from "./next";

export default function SignInPage() {
  const router = useRouter();
  const client = useQueryClient();
  const { next } = useSearch({ strict: false }) as { next?: unknown };
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState("");
  const [step, setStep] = useState<"password" | "otp">("password");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  useTitle(t("auth.signIn"));

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!username.trim() || !password) {
      setError(t("auth.bothNeeded"));
      return;
    }
    setBusy(true);
    setError("");
    try {
      const answer = await post<{ csrf_token: string; user: { must_change_password?: boolean } }>("auth/login", {
        username: username.trim(),
        password,
        ...(step === "otp" && { otp: otp.trim() }),
      });
      setCsrf(answer.csrf_token);
      client.clear();
      router.history.push(answer.user?.must_change_password ? "/password" : safeNext(next));
    } catch (problem) {
      if (problem instanceof ApiError && problem.code === "otp_required") {
        if (step === "otp") setError(t("auth.otpWrong"));
        setStep("otp");
      } else {
        setError(messageOf(problem));
        if (problem instanceof ApiError && problem.code === "bad_credentials" && step === "password") setPassword("");
      }
    } finally {
      setBusy(false);
    }
  };
  return (
    <AuthFrame title={step === "otp" ? t("auth.otpTitle") : t("auth.signIn")}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        {error && (
          <div className="notice notice--bad" role="alert">
            <Icon name="warning" /> {error}
          </div>
        )}
        {step === "password" ? (
          <>
            <Labelled id="username" label={t("auth.username")}>
              <Input
                id="username"
                size="large"
                autoFocus
                autoComplete="username"
                value={username}
                placeholder={t("auth.usernameHint")}
                onChange={(e) => setUsername(e.target.value)}
              />
            </Labelled>
            <Labelled id="password" label={t("auth.password")}>
              <Input.Password
                id="password"
                size="large"
                autoComplete="current-password"
                value={password}
                onChange={(e) => setPassword(e.target.value)}
              />
            </Labelled>
          </>
        ) : (
          <Labelled id="otp" label={t("auth.otp")}>
            <Input
              id="otp"
              size="large"
              autoFocus
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={8}
              value={otp}
              placeholder="000000"
              onChange={(e) => setOtp(e.target.value)}
            />
          </Labelled>
        )}
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t("auth.signIn")}
        </Button>
        {step === "otp" ? (
          <Button type="link" onClick={() => setStep("password")}>
            {t("auth.back")}
          </Button>
        ) : (
          <p className="auth__links">
            {t("auth.noAccount")} <Link to="/apply">{t("auth.apply")}</Link>
          </p>
        )}
      </form>
    </AuthFrame>
  );
}
