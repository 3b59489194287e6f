/** Roles: who may do what (matrix), which fields they see, and why somebody can or cannot. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { get, listOf } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { Rec } from "@/api/types";
import { t } from "@/i18n";
import { may, useEntity } from "@/meta/hooks";
import { openForm } from "@/records/openForm";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure } from "@/ui/parts";
import { Tabs } from "@/ui/Tabs";
import { SettingsFrame } from "./Guard";
import { FieldRights } from "./roles/FieldRights";
import { Matrix } from "./roles/Matrix";
import { WhyBox } from "./roles/WhyBox";

export default function RolesPage() {
  const roles = useQuery({
    queryKey: ["records", "role", "all"],
    queryFn: async ({ signal }) => listOf(await get<Rec[] | { items: Rec[] }>("roles", {}, signal)),
  });
  const meta = useEntity("role").data;
  const [picked, setPicked] = useState<number | null>(null);
  const [tab, setTab] = useState("matrix");
  const role = roles.data?.find((item) => item.id === picked) ?? roles.data?.[0];
  const create = meta && may(meta.can, "create") && (
    <Button
      type="primary"
      icon={<Icon name="plus" />}
      onClick={() => void openForm({ entity: "role" }).then((made) => made && setPicked(made.id))}
    >
      {t("list.create", { label: meta.label })}
    </Button>
  );
  return (
    <SettingsFrame to="/settings/roles" title={t("settings.roles")} extra={create}>
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
                <Icon name="shield" /> <span className="ellipsis">{String(item.label ?? item.name ?? item.key)}</span>
              </button>
            ))}
          </nav>
          <div className="split__main stack">
            {role ? (
              <div className="panel">
                <Tabs
                  label={t("settings.roles")}
                  active={tab}
                  onChange={setTab}
                  items={[
                    { key: "matrix", label: t("roles.matrix") },
                    { key: "fields", label: t("roles.fields") },
                    { key: "why", label: t("roles.why") },
                  ]}
                />
                {tab === "matrix" && <Matrix key={role.id} role={role.id} />}
                {tab === "fields" && <FieldRights key={role.id} role={role.id} />}
                {tab === "why" && <WhyBox />}
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
