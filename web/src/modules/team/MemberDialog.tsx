import { Modal, Segmented } from "antd";
import { Suspense, useState } from "react";
import type { Ref } from "@/api/types";
import { isRef } from "@/fields/link/Display";
import { kitOf } from "@/fields/registry";
import { t } from "@/i18n";
import "@/i18n/words/team";
import { USER_FIELD } from "@/records/userField";
import { Labelled } from "@/ui/Labelled";
import { Bone, Person } from "@/ui/parts";
import type { Child, Kind, Terms } from "./data";

const PEOPLE = { ...USER_FIELD, name: "users", type: "multi_link", link: "user" };
const UNTIL = { ...USER_FIELD, name: "until", type: "date" };

/** Who is let in, for what, until when, and what opens with the record. */
export default function MemberDialog(props: {
  title: string;
  /** Whose terms are changed; left out where people are still to be chosen. */
  person?: Ref;
  terms?: Terms;
  offered: Child[];
  onClose: (answer: { users: Ref[]; terms: Terms } | null) => void;
}) {
  const all = props.offered.map((child) => child.key);
  const [users, setUsers] = useState<Ref[]>(props.person ? [props.person] : []);
  const [kind, setKind] = useState<Kind>(props.terms?.kind ?? "assistant");
  const [write, setWrite] = useState(props.terms?.write ?? false);
  const [until, setUntil] = useState<unknown>(props.terms?.until ?? null);
  const [children, setChildren] = useState<string[]>(props.terms?.children ?? all);
  const [missing, setMissing] = useState(false);
  const People = kitOf(PEOPLE).Input;
  const Until = kitOf(UNTIL).Input;
  const toggle = (key: string): void =>
    setChildren(children.includes(key) ? children.filter((item) => item !== key) : [...children, key]);
  const save = (): void => {
    if (users.length === 0) {
      setMissing(true);
      return;
    }
    const everything = all.every((key) => children.includes(key));
    props.onClose({
      users,
      terms: {
        kind,
        write,
        until: typeof until === "string" && until ? until : null,
        children: everything ? null : children,
      },
    });
  };
  return (
    <Modal
      open
      width={480}
      title={props.title}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      onOk={save}
      onCancel={() => props.onClose(null)}
    >
      <div className="stack member-form">
        {props.person ? (
          <Person name={props.person.title} />
        ) : (
          <Labelled
            id="team-people"
            label={t("team.people")}
            required
            error={missing ? t("team.needPeople") : undefined}
          >
            <Suspense fallback={<Bone height={32} />}>
              <People
                id="team-people"
                field={PEOPLE}
                value={users}
                invalid={missing}
                label={t("team.people")}
                onChange={(value) => {
                  setUsers(Array.isArray(value) ? value.filter(isRef) : []);
                  setMissing(false);
                }}
                autoFocus
              />
            </Suspense>
          </Labelled>
        )}
        <div className="member-form__pair">
          <div className="field">
            <span className="field__name">{t("team.right")}</span>
            <Segmented
              block
              aria-label={t("team.right")}
              value={write ? "write" : "read"}
              options={[
                { value: "read", label: t("team.read") },
                { value: "write", label: t("team.write") },
              ]}
              onChange={(value) => setWrite(value === "write")}
            />
          </div>
          <div className="field">
            <span className="field__name">{t("team.kind")}</span>
            <Segmented
              block
              aria-label={t("team.kind")}
              value={kind}
              options={[
                { value: "assistant", label: t("team.k_assistant") },
                { value: "share", label: t("team.k_share") },
              ]}
              onChange={(value) => setKind(value as Kind)}
            />
          </div>
        </div>
        <Labelled id="team-until" label={t("team.until")}>
          <Suspense fallback={<Bone height={32} />}>
            <Until id="team-until" field={UNTIL} value={until} label={t("team.until")} onChange={setUntil} />
          </Suspense>
          <p className="muted">{t("team.untilHint")}</p>
        </Labelled>
        {props.offered.length > 0 && (
          <fieldset className="plain-set">
            <legend className="field__name">{t("team.children")}</legend>
            <div className="row row--wrap">
              {props.offered.map((child) => (
                <label key={child.key} className="row member-form__child">
                  <input
                    type="checkbox"
                    className="check"
                    checked={children.includes(child.key)}
                    onChange={() => toggle(child.key)}
                  />
                  {child.label}
                </label>
              ))}
            </div>
          </fieldset>
        )}
      </div>
    </Modal>
  );
}
