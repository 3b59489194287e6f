/** What holds for everybody: when superiors hear of what is overdue, and whether mail works. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, InputNumber } from "antd";
import { useState } from "react";
import { get, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { Bones, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";
import type { Rules } from "./data";

export function Company({ ready }: { ready: boolean }) {
  const rules = useQuery({
    queryKey: ["reminders", "rules"],
    queryFn: ({ signal }) => get<Rules>("reminders/rules", {}, signal),
  });
  return (
    <section className="panel panel__body" aria-label={t("reminders.company")}>
      <h2>{t("reminders.company")}</h2>
      {rules.isPending && <Bones rows={3} />}
      {rules.isError && <Failure message={messageOf(rules.error)} onRetry={() => void rules.refetch()} />}
      {rules.data && <Days key={rules.data.version} rules={rules.data} />}
      <h2>{t("reminders.server")}</h2>
      <p className="muted">{ready ? t("reminders.serverReady") : t("reminders.noServer")}</p>
      <TestMail ready={ready} />
    </section>
  );
}

function Days({ rules }: { rules: Rules }) {
  const client = useQueryClient();
  const [days, setDays] = useState<number | null>(rules.escalation_days);
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const body = { escalation_days: days, version: rules.version };
      client.setQueryData(["reminders", "rules"], await put<Rules>("reminders/rules", body));
      toast(t("reminders.rulesSaved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="field">
      <span className="field__label">{t("reminders.escalation")}</span>
      <div className="row">
        <InputNumber value={days} min={0} max={60} aria-label={t("reminders.escalation")} onChange={setDays} />
        <Button loading={busy} disabled={days === null} onClick={() => void save()}>
          {t("common.save")}
        </Button>
      </div>
      <p className="muted">{t("reminders.escalationHint")}</p>
    </div>
  );
}

function TestMail({ ready }: { ready: boolean }) {
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const { sent_to: email } = await post<{ sent_to: string }>("reminders/test-mail");
      toast(t("reminders.sent", { email }), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <Button loading={busy} disabled={!ready} onClick={() => void send()}>
        {t("reminders.testMail")}
      </Button>
    </div>
  );
}
