import { useQuery, useQueryClient } from "@tanstack/react-query";
import { del, get, listOf } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Session } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { formatAgo } from "@/ui/format";
import { Bones, Failure, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { deviceText } from "./device";

export function Sessions() {
  const client = useQueryClient();
  const sessions = useQuery({
    queryKey: ["sessions"],
    queryFn: async ({ signal }) => listOf(await get<Session[] | { items: Session[] }>("auth/sessions", {}, signal)),
  });
  const revoke = (session: Session): void => {
    del(`auth/sessions/${session.id}`)
      .then(() => client.invalidateQueries({ queryKey: ["sessions"] }))
      .catch((error: unknown) => toast(messageOf(error), { kind: "bad" }));
  };
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("sessions.title")}</h2>
      </header>
      {sessions.isPending && <Bones rows={3} />}
      {sessions.isError && <Failure message={messageOf(sessions.error)} onRetry={() => void sessions.refetch()} />}
      <ul className="plain-list">
        {sessions.data?.map((session) => (
          <li key={session.id} className="row">
            <div className="grow">
              <div title={session.user_agent}>
                {deviceText(session.user_agent)} {session.current && <Tag color="green">{t("sessions.current")}</Tag>}
              </div>
              <span className="muted">
                {session.ip} · {formatAgo(session.last_seen_at ?? session.created_at)}
              </span>
            </div>
            {!session.current && (
              <button type="button" className="plain-button is-bad" onClick={() => revoke(session)}>
                {t("sessions.revoke")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
