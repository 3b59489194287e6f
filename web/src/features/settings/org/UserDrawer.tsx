import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Drawer, Select } from "antd";
import { useState } from "react";
import { get, listOf, post, put } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Role } from "@/api/types";
import { Value } from "@/fields/Value";
import { currentLocale, t } from "@/i18n";
import "@/i18n/words/settings";
import { useEntity, useMe } from "@/meta/hooks";
import { forget, oneQuery } from "@/records/data";
import { openForm } from "@/records/openForm";
import { ask } from "@/ui/dialogs";
import { Avatar, Bones, Failure, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { showPassword } from "./password";

type Held = Pick<Role, "id" | "key" | "name" | "name_en">;
const nameOf = (role: Held): string => (currentLocale() === "en" && role.name_en) || role.name;
const SHOWN = ["username", "staff_no", "email", "phone", "department", "position", "status"];

/** One person: roles, and whether they may come in. */
export default function UserDrawer({ id, onClose }: { id: number; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const meta = useEntity("user").data;
  const user = useQuery({ ...oneQuery("user", id), staleTime: 0 });
  const me = useMe();
  const [staff, roleAdmin, security] = ["org", "roles", "security"].map((word) => me.admin.includes(word));
  const roles = useQuery({
    queryKey: ["records", "role", "all"],
    queryFn: async ({ signal }) => listOf(await get<{ items: Role[] }>("roles", {}, signal)),
    enabled: staff || roleAdmin,
  });
  const held = useQuery({
    queryKey: ["records", "user", "roles", id],
    queryFn: async ({ signal }) => (await get<{ roles: Held[] }>(`users/${id}/roles`, {}, signal)).roles,
    enabled: staff || roleAdmin,
  });
  const [chosen, setChosen] = useState<number[] | null>(null);
  const [busy, setBusy] = useState(false);
  const guarded = async (work: () => Promise<unknown>, said: string): Promise<boolean> => {
    setBusy(true);
    try {
      await work();
      toast(said, { kind: "good" });
      await forget(client, "user");
      return true;
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
      return false;
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
    await guarded(async () => {
      const answer = await post<{ temporary_password?: string }>(`user/${id}/actions/${action}`, {});
      if (answer.temporary_password) await showPassword(answer.temporary_password);
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
            {user.data._can?.update && (
              <Button onClick={() => void openForm({ entity: "user", id })}>{t("common.edit")}</Button>
            )}
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
          {(staff || roleAdmin) && (
            <>
              <h3>{t("settings.roles")}</h3>
              {roleAdmin ? (
                <>
                  <Select
                    mode="multiple"
                    aria-label={t("settings.roles")}
                    placeholder={t("form.choose")}
                    loading={held.isPending}
                    value={chosen ?? (held.data ?? []).map((role) => role.id)}
                    options={(roles.data ?? []).map((role) => ({ value: role.id, label: nameOf(role) }))}
                    onChange={setChosen}
                  />
                  <span>
                    <Button
                      type="primary"
                      loading={busy}
                      disabled={chosen === null}
                      onClick={() =>
                        void guarded(() => put(`users/${id}/roles`, { roles: chosen }), t("settings.saved")).then(
                          (done) => done && setChosen(null),
                        )
                      }
                    >
                      {t("org.saveRoles")}
                    </Button>
                  </span>
                </>
              ) : (
                <span className="row row--wrap">
                  {(held.data ?? []).map((role) => (
                    <Tag key={role.id} color="blue">
                      {nameOf(role)}
                    </Tag>
                  ))}
                  {held.data?.length === 0 && <span className="muted">{t("org.noRoles")}</span>}
                </span>
              )}
            </>
          )}
          {(staff || security) && id !== me.id && (
            <>
              <h3>{t("org.account")}</h3>
              <div className="row row--wrap">
                <Button onClick={() => void act("reset_password", t("org.resetAsk", { name: String(user.data.name) }))}>
                  {t("org.resetPassword")}
                </Button>
                {staff && (
                  <Button onClick={() => void navigate({ href: `/handover/new?person=${id}` })}>
                    {t("nav.handover")}
                  </Button>
                )}
                {staff && user.data.status === "active" && (
                  <Button
                    danger
                    onClick={() => void act("disable", t("org.disableAsk", { name: String(user.data.name) }))}
                  >
                    {t("org.disable")}
                  </Button>
                )}
                {staff && user.data.status === "disabled" && (
                  <Button onClick={() => void act("enable", t("org.enableAsk", { name: String(user.data.name) }))}>
                    {t("org.enable")}
                  </Button>
                )}
              </div>
            </>
          )}
        </div>
      )}
    </Drawer>
  );
}
