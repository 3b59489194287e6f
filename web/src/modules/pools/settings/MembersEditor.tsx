/** Who sees and claims what lies in a pool, and who hands it out. */
import { t } from "@/i18n";
import "@/i18n/words/poolSettings";
import { IconButton, Tag } from "@/ui/parts";
import { kindOf, type Member, useHolderNames } from "./data";
import { HolderPicker } from "./HolderPicker";

export function MembersEditor(props: { members: Member[]; onChange: (members: Member[]) => void; error?: string }) {
  const { members, onChange } = props;
  const nameOf = useHolderNames(members);
  const same = (a: Member, b: object): boolean => kindOf(a) in b && a[kindOf(a)] === (b as Member)[kindOf(a)];
  return (
    <div className="stack">
      <p className="muted">{t("pools.membersHint")}</p>
      <HolderPicker
        label={t("pools.member")}
        onAdd={(holder) => {
          if (!members.some((member) => same(member, holder))) onChange([...members, { ...holder, is_admin: false }]);
        }}
      />
      {props.error && <p className="field__error">{props.error}</p>}
      {members.length === 0 && <p className="muted">{t("pools.noMembers")}</p>}
      <ul className="plain-list holders">
        {members.map((member, at) => (
          <li key={JSON.stringify(member)} className="row">
            <Tag color={{ department: "cyan", role: "purple", user: "blue" }[kindOf(member)]}>
              {t(`pools.h_${kindOf(member)}`)}
            </Tag>
            <span className="grow ellipsis">{nameOf(member)}</span>
            <label className="row">
              <input
                type="checkbox"
                className="check"
                checked={member.is_admin}
                onChange={(event) =>
                  onChange(members.map((item, i) => (i === at ? { ...item, is_admin: event.target.checked } : item)))
                }
              />
              {t("pools.admin")}
            </label>
            <IconButton
              icon="trash"
              size="small"
              label={t("pools.removeOne", { name: nameOf(member) })}
              onClick={() => onChange(members.filter((_, i) => i !== at))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
