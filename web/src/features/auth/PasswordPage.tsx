import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { toast } from "@/ui/toast";
import { AuthFrame } from "./Frame";
import { PasswordForm } from "./PasswordForm";

/** A first sign-in or an expired password: nothing else opens before it is changed. */
export default function PasswordPage() {
  const router = useRouter();
  const client = useQueryClient();
  return (
    <AuthFrame title={t("auth.mustChange")}>
      <p className="muted">{t("auth.mustChangeText")}</p>
      <PasswordForm
        onDone={() => {
          client.clear();
          toast(t("auth.passwordChanged"), { kind: "good" });
          router.history.push("/");
        }}
      />
    </AuthFrame>
  );
}
