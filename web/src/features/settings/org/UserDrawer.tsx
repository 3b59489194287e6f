import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Select } from "antd";
import { useState } from "react";
import { get, listOf, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { Value } from "@/fields/Value";
import { t } from "@/i18n";
import { useEntity } from "@/meta/hooks";
import { forget, oneQuery, versionOf } from "@/records/data";
import { openForm } from "@/records/openForm";
import { ask } from "@/ui/dialogs";
import { Avatar, Bones, Failure } from "@/ui/parts";
import { toast } from "@/ui/toast";

const SHOWN = ["username", "staff_no", "email", "phone", "department", "position", "status"];

/** Role keys of a person, whichever way the record says them. */
function rolesOf(user: Rec): string[] {
  const roles = Array.isArray(user.roles) ? user.roles : [];
  return roles.map((role: unknown) =>
    typeof role === "object" && role !== null
      ? String((role as { key?: string; id?: number }).key ?? (role as { id?: number }).id)
      : String(role),
  );
}

/** One person: roles, and whether they may come in. */
export default function UserDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const client = useQueryClient();
  const meta = useEntity("user").data;
  const user = useQuery({ ...oneQuery("user", id), staleTime: 0 });
  const roles = useQuery({
    queryKey: ["records", "role", "all"],
    queryFn: async ({ signal }) => listOf(await get<Rec[] | { items: Rec[] }>("roles", {}, signal)),
  });
  const [chosen, setChosen] = useState<string[] | null>(null);
  const [busy, setBusy] = useState(false);
  const guarded = async (work: () => Promise<unknown>, said: string): Promise<void> => {
    setBusy(true);
    try {
      await work();
      toast(said, { kind: "good" });
      await forget(client, "user");
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    } finally {
      setBusy(false);
    }
  };
  const act = async (action: string, title: string): Promise<void> => {
    if (
      !user.data ||
      !(await ask({
        title,
        ok: t(action === "disable" ? "org.disable" : action === "enable" ? "org.enable" : "org.resetPassword"),
        danger: action === "disable",
      }))
    )
      return;
    const version = await versionOf("user", user.data);
    await guarded(async () => {
      const answer = await post<Rec & { password?: string }>(`user/${id}/actions/${action}`, {}, { version });
      if (typeof answer?.password === "string")
        await ask({ title: t("org.newPassword"), text: answer.password, ok: t("common.close") });
    }, t("settings.saved"));
  };
  return (
    <Drawer open size={460} onClose={onClose} title={t("org.person")}>
      {user.isError && <Failure message={messageOf(user.error)} onRetry={() => void user.refetch()} />}
      {(!user.data || !meta) && !user.isError && <Bones rows={8} />}
      {user.data && meta && (
        <div className="stack">
          <div className="row">
            <Avatar name={String(user.data.name)} size={44} />
            <h2 className="grow">{String(user.data.name)}</h2>
            <Button onClick={() => void openForm({ entity: "user", id })}>{t("common.edit")}</Button>
          </div>
          <dl className="pairs">
            {meta.fields
              .filter((field) => SHOWN.includes(field.name))
              .map((field) => (
                <div key={field.name}>
                  <dt>{field.label}</dt>
                  <dd>
                    <Value record={user.data} field={field} mode="full" />
                  </dd>
                </div>
              ))}
          </dl>
          <h3>{t("settings.roles")}</h3>
          <Select
            mode="multiple"
            aria-label={t("settings.roles")}
            placeholder={t("form.choose")}
            value={chosen ?? rolesOf(user.data)}
            options={(roles.data ?? []).map((role) => ({
              value: String(role.key ?? role.id),
              label: String(role.label ?? role.name),
            }))}
            onChange={setChosen}
          />
          <span>
            <Button
              type="primary"
              loading={busy}
              disabled={chosen === null}
              onClick={() =>
                void guarded(() => put(`users/${id}/roles`, { roles: chosen }), t("settings.saved")).then(() =>
                  setChosen(null),
                )
              }
            >
              {t("org.saveRoles")}
            </Button>
          </span>
          <h3>{t("org.account")}</h3>
          <div className="row row--wrap">
            <Button onClick={() => void act("reset_password", t("org.resetAsk", { name: String(user.data.name) }))}>
              {t("org.resetPassword")}
            </Button>
            {user.data.status === "active" ? (
              <Button danger onClick={() => void act("disable", t("org.disableAsk", { name: String(user.data.name) }))}>
                {t("org.disable")}
              </Button>
            ) : (
              <Button onClick={() => void act("enable", t("org.enableAsk", { name: String(user.data.name) }))}>
                {t("org.enable")}
              </Button>
            )}
          </div>
        </div>
      )}
    </Drawer>
  );
}
