/** Picks a department, a role or a person. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { Suspense, useState } from "react";
import type { Ref } from "@/api/types";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { flatDepartments, roleName, rolesQuery, treeQuery } from "@/meta/org";
import { USER_FIELD } from "@/records/userField";
import { Icon } from "@/ui/Icon";
import { Bone } from "@/ui/parts";
import { HOLDERS, type Holder, type HolderKind } from "./data";

export function HolderPicker({ label, onAdd }: { label: string; onAdd: (holder: Holder) => void }) {
  const [kind, setKind] = useState<HolderKind>("department");
  const [id, setId] = useState<number>();
  const [person, setPerson] = useState<Ref | null>(null);
  const departments = flatDepartments(useQuery(treeQuery).data);
  const roles = useQuery(rolesQuery).data ?? [];
  const UserInput = kitOf(USER_FIELD).Input;
  const chosen = kind === "user" ? person?.id : id;
  const add = (): void => {
    if (chosen === undefined) return;
    onAdd({ [kind]: chosen });
    setId(undefined);
    setPerson(null);
  };
  return (
    <div className="row row--wrap holder-pick">
      <Select<HolderKind>
        className="holder-pick__kind"
        aria-label={t("pools.kindOfHolder")}
        value={kind}
        options={HOLDERS.map((value) => ({ value, label: t(`pools.h_${value}`) }))}
        onChange={(next) => {
          setKind(next);
          setId(undefined);
        }}
      />
      <div className="grow holder-pick__who">
        {kind === "user" ? (
          <Suspense fallback={<Bone height={32} />}>
            <UserInput
              field={USER_FIELD}
              label={label}
              value={person}
              onChange={(value) => setPerson(value as Ref | null)}
            />
          </Suspense>
        ) : (
          <Select<number>
            style={{ width: "100%" }}
            aria-label={label}
            placeholder={t("form.choose")}
            value={id}
            showSearch={{ optionFilterProp: "label" }}
            options={
              kind === "department" ? departments : roles.map((role) => ({ value: role.id, label: roleName(role) }))
            }
            onChange={setId}
          />
        )}
      </div>
      <Button icon={<Icon name="plus" size={14} />} disabled={chosen === undefined} onClick={add}>
        {t("pools.add")}
      </Button>
    </div>
  );
}
