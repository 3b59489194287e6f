import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { t } from "@/i18n";
import { meQuery } from "@/meta/hooks";
import { SecondFactor } from "../settings/me/SecondFactor";
import { AuthFrame } from "./Frame";

/** A role of this person demands the second factor: nothing else opens before it is set up. */
export default function SecondFactorPage() {
  const router = useRouter();
  const client = useQueryClient();
  const done = useQuery(meQuery).data?.mfa_required === false;
  useEffect(() => {
    if (!done) return;
    client.clear();
    router.history.push("/");
  }, [done, client, router]);
  return (
    <AuthFrame title={t("totp.needed")}>
      <p className="muted">{t("totp.neededText")}</p>
      <SecondFactor />
    </AuthFrame>
  );
}
