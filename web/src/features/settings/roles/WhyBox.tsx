/** “Why can or cannot this person do this with that record?” */
import { useQuery } from "@tanstack/react-query";
import { InputNumber, Select } from "antd";
import { useState } from "react";
import { get } from "@/api/client";
import type { FieldMeta, Ref, RoleGrants } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/settings";
import { entityInfo, useMeta } from "@/meta/hooks";
import { Reasons } from "@/records/record/Reasons";
import { USER_FIELD } from "@/records/userField";

/** What is asked about first. */
const MAIN = "customer";
const ACTIONS = ["view", "update", "delete", "export"];

export function WhyBox({ role }: { role: number }) {
  const meta = useMeta();
  const path = `roles/${role}/grants`;
  const grants = useQuery({ queryKey: ["setting", path], queryFn: ({ signal }) => get<RoleGrants>(path, {}, signal) });
  const entities = (grants.data?.entities ?? []).filter(
    (item) => item.actions.some(({ key }) => key === "view") && item.key !== "*",
  );
  const [user, setUser] = useState<Ref | null>(null);
  const [chosen, setChosen] = useState<string>();
  const entity = chosen ?? (entities.find(({ key }) => key === MAIN) ?? entities[0])?.key ?? "";
  const [record, setRecord] = useState<Ref | null>(null);
  const [action, setAction] = useState("view");
  const recordField: FieldMeta = { ...USER_FIELD, name: "record", type: "link", link: entity };
  const { Input: UserInput } = kitOf(USER_FIELD);
  const { Input: RecordInput } = kitOf(recordField);
  return (
    <div className="panel__body stack">
      <p className="muted">{t("roles.whyHint")}</p>
      <div className="form-grid">
        <div className="field">
          <span className="field__name">{t("explain.who")}</span>
          <UserInput
            field={USER_FIELD}
            value={user}
            label={t("explain.who")}
            onChange={(value) => setUser(isRef(value) ? value : null)}
          />
        </div>
        <div className="field">
          <span className="field__name">{t("explain.action")}</span>
          <Select
            aria-label={t("explain.action")}
            value={action}
            onChange={setAction}
            options={ACTIONS.map((key) => ({ value: key, label: t(`action.${key}` as MessageKey) }))}
          />
        </div>
        <div className="field">
          <span className="field__name">{t("roles.entity")}</span>
          <Select
            aria-label={t("roles.entity")}
            value={entity}
            options={entities.map((item) => ({ value: item.key, label: item.label }))}
            onChange={(next: string) => {
              setChosen(next);
              setRecord(null);
            }}
          />
        </div>
        <div className="field">
          <span className="field__name">{t("explain.record")}</span>
          {entityInfo(meta, entity) ? (
            <RecordInput
              key={entity}
              field={recordField}
              value={record}
              label={t("explain.record")}
              onChange={(value) => setRecord(isRef(value) ? value : null)}
            />
          ) : (
            <InputNumber
              key={entity}
              min={1}
              precision={0}
              controls={false}
              style={{ width: "100%" }}
              aria-label={t("explain.record")}
              placeholder={t("roles.whyNumber")}
              onChange={(id) => setRecord(typeof id === "number" ? { id, title: `#${id}` } : null)}
            />
          )}
        </div>
      </div>
      {user && record && <Reasons entity={entity} id={record.id} user={user.id} action={action} />}
    </div>
  );
}
