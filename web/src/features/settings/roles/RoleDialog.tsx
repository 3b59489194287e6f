import { Input, Modal } from "antd";
import { useState } from "react";
import { patch, post } from "@/api/client";
import { type FormErrors, formErrors } from "@/api/problem";
import type { Role } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/settings";
import { Labelled } from "@/ui/Labelled";

/** Name, description and second factor of a role; what it grants is set beside it. */
export default function RoleDialog({ role, onClose }: { role?: Role; onClose: (saved: Role | null) => void }) {
  const [values, setValues] = useState({
    name: role?.name ?? "",
    name_en: role?.name_en ?? "",
    description: role?.description ?? "",
    require_mfa: role?.require_mfa ?? false,
  });
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      onClose(
        role ? await patch<Role>(`roles/${role.id}`, values, { version: role.version }) : await post("roles", values),
      );
    } catch (error) {
      setErrors(formErrors(error, Object.keys(values)));
      setBusy(false);
    }
  };
  const line = (name: "name" | "name_en" | "description", limit: number) => (
    <Labelled id={`role-${name}`} label={t(`roles.l_${name}`)} required={name === "name"} error={errors.fields[name]}>
      <Input
        id={`role-${name}`}
        autoFocus={name === "name"}
        value={values[name]}
        maxLength={limit}
        onChange={(event) => setValues({ ...values, [name]: event.target.value })}
      />
    </Labelled>
  );
  return (
    <Modal
      open
      width={480}
      title={role ? t("roles.edit") : t("roles.add")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !values.name.trim() }}
      onOk={() => void save()}
      onCancel={() => onClose(null)}
    >
      <div className="stack">
        {errors.summary.length > 0 && <div className="notice notice--bad">{errors.summary.join(" ")}</div>}
        {line("name", 60)}
        {line("name_en", 60)}
        {line("description", 300)}
        <label className="row">
          <input
            type="checkbox"
            className="check"
            checked={values.require_mfa}
            onChange={(event) => setValues({ ...values, require_mfa: event.target.checked })}
          />
          {t("roles.mfa")}
        </label>
      </div>
    </Modal>
  );
}
