/** One application for an account: who asks for what, and in one step a department, roles and a word back. */
import "@/i18n/words/applications";
import { useQuery } from "@tanstack/react-query";
import { Input, Modal, Select } from "antd";
import { useState } from "react";
import { get, isStatus, listOf, post } from "@/api/client";
import { type FormErrors, formErrors, messageOf } from "@/api/problem";
import { type MessageKey, t } from "@/i18n";
import { useMe } from "@/meta/hooks";
import { flatDepartments, rolesQuery, treeQuery } from "@/meta/org";
import { clear } from "@/ui/clear";
import { formatMoment } from "@/ui/format";
import { Labelled } from "@/ui/Labelled";
import { Bones, Empty, Failure } from "@/ui/parts";
import { RolePicker } from "./RolePicker";

interface Application {
  id: number;
  name: string;
  username: string;
  staff_no: string | null;
  email: string;
  phone: string;
  department: string;
  reason: string;
  created_at: string;
}

const FACTS = ["name", "username", "staff_no", "email", "phone"] as const;

/** `onClose(true)`: decided here; `onClose(false)`: nothing happened. */
export default function ApplicationDialog({ userId, onClose }: { userId: number; onClose: (done: boolean) => void }) {
  const givesRoles = useMe().admin.includes("roles");
  const found = useQuery({
    queryKey: ["applications"],
    queryFn: async ({ signal }) => listOf(await get<{ items: Application[] }>("org/applications", {}, signal)),
    staleTime: 0,
  });
  const tree = useQuery(treeQuery);
  const roles = useQuery({ ...rolesQuery, enabled: givesRoles });
  const [picked, setPicked] = useState<number | null>();
  const [held, setHeld] = useState<number[]>([]);
  const [comment, setComment] = useState("");
  const [errors, setErrors] = useState<FormErrors>({ fields: {}, summary: [] });
  const [busy, setBusy] = useState(false);

  const person = found.data?.find((item) => item.id === userId);
  const options = flatDepartments(tree.data);
  const asked = person?.department.trim() ?? "";
  const matching = asked ? options.find((item) => item.name === asked || item.label === asked) : undefined;
  const department = picked === undefined ? matching?.value : (picked ?? undefined);

  const approve = async (): Promise<void> => {
    setBusy(true);
    try {
      await post(`org/applications/${userId}/approve`, {
        ...(department !== undefined && { department }),
        ...(held.length > 0 && { roles: held }),
        comment: comment.trim(),
      });
      onClose(true);
    } catch (error) {
      const gone = isStatus(error, 404, 409);
      setErrors(gone ? { fields: {}, summary: [t("applications.gone")] } : formErrors(error, ["department", "roles"]));
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={600}
      title={person ? t("applications.title", { name: person.name }) : t("applications.roles")}
      okText={t("applications.approve")}
      cancelText={t("common.cancel")}
      okButtonProps={{ loading: busy, disabled: !person }}
      onOk={() => void approve()}
      onCancel={() => onClose(false)}
    >
      {found.isError && <Failure message={messageOf(found.error)} onRetry={() => void found.refetch()} />}
      {found.isPending && <Bones rows={6} />}
      {found.isSuccess && !person && <Empty text={t("applications.gone")} />}
      {person && (
        <div className="stack">
          {errors.summary.length > 0 && (
            <div className="notice notice--bad" role="alert">
              {errors.summary.join(" ")}
            </div>
          )}
          <dl className="pairs application">
            {FACTS.filter((name) => person[name]).map((name) => (
              <div key={name}>
                <dt>{t(`applications.${name}` as MessageKey)}</dt>
                <dd>{person[name]}</dd>
              </div>
            ))}
            <div>
              <dt>{t("applications.asked")}</dt>
              <dd>{asked || <span className="muted">—</span>}</dd>
            </div>
            <div>
              <dt>{t("applications.at")}</dt>
              <dd>{formatMoment(person.created_at)}</dd>
            </div>
            {person.reason && (
              <div className="application__reason">
                <dt>{t("applications.reason")}</dt>
                <dd>{person.reason}</dd>
              </div>
            )}
          </dl>
          <Labelled
            id="application-department"
            label={t("applications.department")}
            error={
              errors.fields.department ??
              (asked && tree.data && !matching && picked === undefined
                ? t("applications.unmatched", { name: asked })
                : undefined)
            }
          >
            <Select<number>
              id="application-department"
              allowClear={clear()}
              loading={tree.isPending}
              placeholder={t("form.choose")}
              value={department}
              showSearch={{ optionFilterProp: "label" }}
              options={options}
              onChange={(next?: number) => setPicked(next ?? null)}
            />
            <p className="field__help">{t("applications.departmentHint")}</p>
          </Labelled>
          <div className="field">
            <span className="field__name" id="application-roles">
              {t("applications.roles")}
            </span>
            {!givesRoles && <p className="muted">{t("applications.rolesOther")}</p>}
            {givesRoles && roles.isPending && <Bones rows={3} />}
            {roles.data && (
              <RolePicker roles={roles.data} held={held} onChange={setHeld} labelledBy="application-roles" />
            )}
            {errors.fields.roles && <p className="field__error">{errors.fields.roles}</p>}
            {givesRoles && held.length === 0 && <p className="field__help">{t("applications.rolesNone")}</p>}
          </div>
          <Labelled id="application-comment" label={t("applications.comment")}>
            <Input.TextArea
              id="application-comment"
              rows={2}
              maxLength={500}
              value={comment}
              onChange={(event) => setComment(event.target.value)}
            />
          </Labelled>
        </div>
      )}
    </Modal>
  );
}
