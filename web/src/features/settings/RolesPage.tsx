/** Roles: who may do what (matrix), which fields they see, and why somebody can or cannot. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { Button } from "antd";
import { lazy, useState } from "react";
import { del, get, listOf } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Role } from "@/api/types";
import { currentLocale, t } from "@/i18n";
import "@/i18n/words/settings";
import { ask, openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, Tag } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { SettingsFrame } from "./Guard";
import { FieldRights } from "./roles/FieldRights";
import { Matrix } from "./roles/Matrix";
import { RoleHistory } from "./roles/RoleHistory";
import type { Edits } from "./roles/useSaved";
import { WhyBox } from "./roles/WhyBox";

const RoleDialog = lazy(() => import("./roles/RoleDialog"));
const roleName = (role: Role): string => (currentLocale() === "en" && role.name_en) || role.name;

export default function RolesPage() {
  const roles = useQuery({
    queryKey: ["records", "role", "all"],
    queryFn: async ({ signal }) => listOf(await get<{ items: Role[] }>("roles", {}, signal)),
  });
  const client = useQueryClient();
  const [picked, setPicked] = useState<number | null>(null);
  const [tab, setTab] = useState("matrix");
  const [changed, setChanged] = useState<Edits["all"]>({});
  const edits: Edits = { all: changed, set: setChanged };
  const isChanged = (id: number): boolean => Object.values(changed).some((one) => one.role.id === id);
  const dirty = Object.keys(changed).length > 0;
  useBlocker({
    enableBeforeUnload: dirty,
    disabled: !dirty,
    shouldBlockFn: async () =>
      !(await ask({ title: t("form.leaveAsk"), text: t("roles.leaveText"), ok: t("roles.leave"), danger: true })),
  });
  const role = roles.data?.find((item) => item.id === picked) ?? roles.data?.[0];
  const edit = async (old?: Role): Promise<void> => {
    const saved = await openDialog<Role>((close) => <RoleDialog role={old} onClose={close} />);
    if (!saved) return;
    await client.invalidateQueries({ queryKey: ["records", "role"] });
    await client.invalidateQueries({ queryKey: ["setting"] });
    setPicked(saved.id);
  };
  const remove = async (old: Role): Promise<void> => {
    if (!(await ask({ title: t("roles.deleteAsk", { name: roleName(old) }), ok: t("common.delete"), danger: true })))
      return;
    try {
      await del(`roles/${old.id}`, { version: old.version });
      setPicked(null);
      await client.invalidateQueries({ queryKey: ["records", "role"] });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const create = (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => void edit()}>
      {t("roles.add")}
    </Button>
  );
  return (
    <SettingsFrame title={t("settings.roles")} extra={create}>
      {roles.isError && <Failure message={messageOf(roles.error)} onRetry={() => void roles.refetch()} />}
      {roles.isPending && (
        <div className="panel">
          <Bones rows={9} />
        </div>
      )}
      {roles.data && (
        <div className="split">
          <nav className="panel split__list" aria-label={t("settings.roles")}>
            {roles.data.map((item) => (
              <button
                key={item.id}
                type="button"
                className="split__item"
                aria-current={item.id === role?.id ? "true" : undefined}
                onClick={() => setPicked(item.id)}
              >
                <Icon name="shield" /> <span className="grow ellipsis">{roleName(item)}</span>
                {isChanged(item.id) && <Tag color="orange">{t("dict.unsaved")}</Tag>}
                <span className="muted num">{item.people}</span>
              </button>
            ))}
          </nav>
          <div className="split__main stack">
            {role ? (
              <div className="panel">
                <header className="panel__head">
                  <div className="grow">
                    <h2>{roleName(role)}</h2>
                    <p className="muted">
                      {role.description && `${role.description}${/[。.]$/.test(role.description) ? " " : " · "}`}
                      {t("roles.people", { n: role.people })}
                      {role.require_mfa && ` ${t("roles.mfaOn")}`}
                    </p>
                  </div>
                  <Button onClick={() => void edit(role)}>{t("common.edit")}</Button>
                  {!role.builtin && (
                    <Button danger onClick={() => void remove(role)}>
                      {t("common.delete")}
                    </Button>
                  )}
                </header>
                <Tabs
                  label={t("settings.roles")}
                  active={tab}
                  onChange={setTab}
                  items={[
                    { key: "matrix", label: t("roles.matrix") },
                    { key: "fields", label: t("roles.fields") },
                    { key: "history", label: t("roles.history") },
                    { key: "why", label: t("roles.why") },
                  ]}
                />
                {tab === "matrix" && <Matrix key={role.id} role={role.id} edits={edits} />}
                {tab === "fields" && <FieldRights key={role.id} role={role.id} edits={edits} />}
                {tab === "history" && <RoleHistory key={role.id} role={role.id} />}
                {tab === "why" && <WhyBox role={role.id} />}
              </div>
            ) : (
              <Empty text={t("roles.none")} />
            )}
          </div>
        </div>
      )}
    </SettingsFrame>
  );
}
