/** Roles with what they are for; a role that excludes one that is chosen says so and cannot be chosen beside it. */
import "@/i18n/words/applications";
import type { Role } from "@/api/types";
import { t } from "@/i18n";
import { roleName } from "@/meta/org";

export function RolePicker(props: {
  roles: Role[];
  held: number[];
  onChange: (held: number[]) => void;
  labelledBy: string;
}) {
  const chosen = props.roles.filter((role) => props.held.includes(role.id));
  const rival = (role: Role): Role | undefined =>
    chosen.find((other) => role.exclusive_group && other.exclusive_group === role.exclusive_group && other !== role);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be named by a label beside it
    <div className="role-pick" role="group" aria-labelledby={props.labelledBy}>
      {props.roles.map((role) => {
        const excluded = rival(role);
        return (
          <label key={role.id} className={`role-pick__item${excluded ? " is-off" : ""}`}>
            <input
              type="checkbox"
              className="check"
              checked={props.held.includes(role.id)}
              disabled={excluded !== undefined}
              onChange={(event) =>
                props.onChange(
                  event.target.checked ? [...props.held, role.id] : props.held.filter((id) => id !== role.id),
                )
              }
            />
            <span className="grow">
              <strong>{roleName(role)}</strong>
              <span className="muted">
                {excluded ? t("applications.excludes", { name: roleName(excluded) }) : role.description}
                {role.require_mfa && ` · ${t("applications.mfa")}`}
              </span>
            </span>
          </label>
        );
      })}
    </div>
  );
}
