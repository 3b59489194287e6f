import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { Labelled } from "@/ui/Labelled";

/** Old, new, new again. The server's password rules answer on the field. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const [old, setOld] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (next !== again) {
      setErrors({ fields: { again: t("auth.passwordDiffers") }, summary: [] });
      return;
    }
    setBusy(true);
    try {
      await post("auth/password", { old, new: next });
      setOld("");
      setNext("");
      setAgain("");
      setErrors({ fields: {}, summary: [] });
      onDone();
    } catch (error) {
      setErrors(formErrors(error, ["old", "new"]));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      {errors.summary.length > 0 && (
        <div className="notice notice--bad" role="alert">
          {errors.summary.join(" ")}
        </div>
      )}
      <Labelled id="password-old" label={t("auth.oldPassword")} error={errors.fields.old}>
        <Input.Password
          id="password-old"
          autoComplete="current-password"
          value={old}
          onChange={(e) => setOld(e.target.value)}
        />
      </Labelled>
      <Labelled id="password-new" label={t("auth.newPassword")} error={errors.fields.new}>
        <Input.Password
          id="password-new"
          autoComplete="new-password"
          value={next}
          onChange={(e) => setNext(e.target.value)}
        />
      </Labelled>
      <Labelled id="password-again" label={t("auth.passwordAgain")} error={errors.fields.again}>
        <Input.Password
          id="password-again"
          autoComplete="new-password"
          value={again}
          onChange={(e) => setAgain(e.target.value)}
        />
      </Labelled>
      <span>
        <Button type="primary" htmlType="submit" loading={busy} disabled={!old || !next || !again}>
          {t("auth.changePassword")}
        </Button>
      </span>
    </form>
  );
}
