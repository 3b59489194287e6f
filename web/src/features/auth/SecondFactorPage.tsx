import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useEffect } from "react";
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/signIn";
import { meQuery } from "@/meta/hooks";
import { useTitle } from "@/ui/hooks";
import { Bones, Failure } from "@/ui/parts";
import { Enrol, type Secret } from "../settings/me/Enrol";
import { AuthFrame } from "./Frame";
import { safeNext } from "./next";

/** A role of this person demands the second factor: nothing else opens before it is set up. */
export default function SecondFactorPage() {
  const router = useRouter();
  const client = useQueryClient();
  const { next } = useSearch({ strict: false }) as { next?: unknown };
  const me = useQuery(meQuery).data;
  const needed = me?.mfa_required === true;
  // Every call makes another secret; one is kept for as long as the page is open, so that what was scanned holds.
  const setup = useQuery({
    queryKey: ["totp", "setup"],
    queryFn: () => post<Secret>("auth/totp"),
    enabled: needed && !me.totp,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
    refetchOnReconnect: false,
  });
  useTitle(t("totp.needed"));
  useEffect(() => {
    if (me?.mfa_required !== false) return;
    client.clear();
    router.history.push(safeNext(next));
  }, [me, client, router, next]);
  const leave = async (): Promise<void> => {
    await post("auth/logout").catch(() => undefined);
    client.clear();
    router.history.push("/sign-in");
  };
  return (
    <AuthFrame title={t("totp.needed")}>
      <p className="muted">{t("totp.neededText")}</p>
      {me?.totp && needed && <p>{t("totp.signInAgain")}</p>}
      {setup.isLoading && <Bones rows={4} />}
      {setup.isError && <Failure message={messageOf(setup.error)} onRetry={() => void setup.refetch()} />}
      {setup.data && (
        <>
          <p className="muted">{t("totp.text")}</p>
          <Enrol setup={setup.data} onDone={() => client.invalidateQueries({ queryKey: ["me"] })} />
        </>
      )}
      <Button type="link" onClick={() => void leave()}>
        {t("app.signOut")}
      </Button>
    </AuthFrame>
  );
}
