import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useState } from "react";
import { del, get, listOf, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Token } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { copyText } from "@/ui/copy";
import { ask } from "@/ui/dialogs";
import { formatAgo, formatMoment } from "@/ui/format";
import { Bones, Failure, IconButton, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";

const DAYS = [30, 90, 365];
const SCOPES = ["read", "write"] as const;

export function Tokens() {
  const client = useQueryClient();
  const tokens = useQuery({
    queryKey: ["tokens"],
    queryFn: async ({ signal }) => listOf(await get<Token[] | { items: Token[] }>("auth/tokens", {}, signal)),
  });
  const [name, setName] = useState("");
  const [days, setDays] = useState(90);
  const [scope, setScope] = useState<(typeof SCOPES)[number]>("read");
  const [made, setMade] = useState<string | null>(null);
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ["tokens"] });
  const create = async (): Promise<void> => {
    try {
      const token = await post<Token>("auth/tokens", { name: name.trim(), scopes: [scope], days });
      setMade(token.token ?? null);
      setName("");
      await renew();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const revoke = async (token: Token): Promise<void> => {
    if (!(await ask({ title: t("tokens.revokeAsk", { name: token.name }), ok: t("sessions.revoke"), danger: true })))
      return;
    await del(`auth/tokens/${token.id}`).catch((error: unknown) => toast(messageOf(error), { kind: "bad" }));
    await renew();
  };
  return (
    <section className="panel">
      <header className="panel__head">
        <h2>{t("tokens.title")}</h2>
      </header>
      <div className="panel__body stack">
        <p className="muted">{t("tokens.text")}</p>
        {made && (
          <div className="notice notice--warn">
            <div className="grow">
              {t("tokens.once")}
              <code className="token">{made}</code>
            </div>
            <IconButton icon="copy" size="small" label={t("common.copy")} onClick={() => copyText(made)} />
          </div>
        )}
        <div className="row row--wrap">
          <Input
            className="grow"
            value={name}
            maxLength={60}
            aria-label={t("tokens.name")}
            placeholder={t("tokens.name")}
            onChange={(event) => setName(event.target.value)}
          />
          <Select
            aria-label={t("tokens.scope")}
            value={scope}
            options={SCOPES.map((value) => ({ value, label: t(`tokens.s_${value}`) }))}
            onChange={setScope}
          />
          <Select
            aria-label={t("tokens.expires")}
            value={days}
            options={DAYS.map((value) => ({ value, label: t("tokens.days", { n: value }) }))}
            onChange={setDays}
          />
          <Button disabled={!name.trim()} onClick={() => void create()}>
            {t("tokens.create")}
          </Button>
        </div>
      </div>
      {tokens.isPending && <Bones rows={2} />}
      {tokens.isError && <Failure message={messageOf(tokens.error)} onRetry={() => void tokens.refetch()} />}
      <ul className="plain-list">
        {tokens.data?.map((token) => (
          <li key={token.id} className="row">
            <div className="grow">
              <div>
                {token.name} <code>{token.prefix}…</code>{" "}
                {token.scopes.map((item) => (
                  <Tag key={item} color={item === "read" ? "gray" : "orange"}>
                    {item === "read" || item === "write" ? t(`tokens.s_${item}`) : item}
                  </Tag>
                ))}
              </div>
              <span className="muted">
                {token.expires_at ? t("tokens.until", { when: formatMoment(token.expires_at) }) : ""}{" "}
                {token.last_used_at ? t("tokens.used", { when: formatAgo(token.last_used_at) }) : t("tokens.unused")}
              </span>
            </div>
            <button type="button" className="plain-button is-bad" onClick={() => void revoke(token)}>
              {t("sessions.revoke")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
