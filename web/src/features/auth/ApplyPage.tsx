import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { type FormEvent, useState } from "react";
import { post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/signIn";
import { useTitle } from "@/ui/hooks";
import { Labelled } from "@/ui/Labelled";
import { Empty } from "@/ui/parts";
import { AuthFrame } from "./Frame";

const FIELDS = ["name", "username", "email", "phone", "staff_no", "department", "reason", "password"] as const;
type Name = (typeof FIELDS)[number];
const REQUIRED = new Set<Name>(["name", "username", "password"]);
const COMPLETE: Partial<Record<Name, string>> = {
  name: "name",
  username: "username",
  email: "email",
  phone: "tel",
  password: "new-password",
};

/** Asking for an account; an administrator decides. */
export default function ApplyPage() {
  const [values, setValues] = useState<Record<Name, string>>(
    Object.fromEntries(FIELDS.map((name) => [name, ""])) as Record<Name, string>,
  );
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  useTitle(t("auth.apply"));
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const missing = FIELDS.filter((name) => REQUIRED.has(name) && !values[name].trim());
    if (missing.length > 0) {
      setErrors({
        fields: Object.fromEntries(
          missing.map((name) => [name, t("form.required", { label: t(`apply.${name}` as MessageKey) })]),
        ),
        summary: [],
      });
      return;
    }
    setBusy(true);
    try {
      await post("auth/apply", values);
      setDone(true);
    } catch (error) {
      setErrors(formErrors(error, FIELDS));
    } finally {
      setBusy(false);
    }
  };
  if (done) {
    return (
      <AuthFrame title={t("auth.applied")}>
        <Empty text={t("auth.appliedText")} action={<Link to="/sign-in">{t("auth.toSignIn")}</Link>} />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t("auth.apply")} wide>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        {errors.summary.length > 0 && (
          <div className="notice notice--bad" role="alert">
            {errors.summary.join(" ")}
          </div>
        )}
        <div className="form-grid">
          {FIELDS.map((name) => {
            const shared = {
              id: `apply-${name}`,
              value: values[name],
              maxLength: 200,
              autoComplete: COMPLETE[name] ?? "off",
              status: errors.fields[name] ? ("error" as const) : undefined,
            };
            const change = (text: string): void => setValues({ ...values, [name]: text });
            return (
              <Labelled
                key={name}
                id={`apply-${name}`}
                label={t(`apply.${name}` as MessageKey)}
                required={REQUIRED.has(name)}
                error={errors.fields[name]}
              >
                {name === "password" ? (
                  <Input.Password {...shared} onChange={(e) => change(e.target.value)} />
                ) : (
                  <Input {...shared} onChange={(e) => change(e.target.value)} />
                )}
              </Labelled>
            );
          })}
        </div>
        <div className="row row--between">
          <Link to="/sign-in">{t("auth.toSignIn")}</Link>
          <Button type="primary" htmlType="submit" loading={busy}>
            {t("auth.submit")}
          </Button>
        </div>
      </form>
    </AuthFrame>
  );
}
