import { Modal } from "antd";
import { useState } from "react";
import type { Ref } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { type MessageKey, t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { Tabs } from "@/ui/Tabs";
import { USER_FIELD } from "../userField";
import { Reasons } from "./Reasons";

const ACTIONS = ["view", "update", "delete", "export"];

/** Why can I — or that colleague — do this with this record? */
export default function ExplainDialog({ entity, id, onClose }: { entity: string; id: number; onClose: () => void }) {
  const me = useMe();
  const [action, setAction] = useState("view");
  const [user, setUser] = useState<Ref>({ id: me.id, title: me.name });
  const { Input } = kitOf(USER_FIELD);
  return (
    <Modal open title={t("explain.title")} footer={null} onCancel={onClose} width={520}>
      <div className="stack">
        {me.admin.length > 0 && (
          <Input
            field={USER_FIELD}
            value={user}
            label={t("explain.who")}
            onChange={(value) => setUser((value as Ref | null) ?? { id: me.id, title: me.name })}
          />
        )}
        <Tabs
          label={t("explain.action")}
          active={action}
          onChange={setAction}
          items={ACTIONS.map((key) => ({ key, label: t(`action.${key}` as MessageKey) }))}
        />
        <Reasons entity={entity} id={id} user={user.id === me.id ? undefined : user.id} action={action} />
      </div>
    </Modal>
  );
}
