/** Registration forms: their links, what came in through each, on and off. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { lazy, useState } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/registration";
import { openDialog } from "@/ui/dialogs";
import { formatAgo } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Empty, Failure, NoPermission, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { formsQuery, type RegistrationForm } from "./data";
import { Submissions } from "./Submissions";

const FormEditor = lazy(() => import("./FormEditor"));
const LinkDialog = lazy(() => import("./LinkDialog"));

export default function FormsPage() {
  useTitle(t("nav.registration"));
  const client = useQueryClient();
  const forms = useQuery(formsQuery);
  const [shown, setShown] = useState<RegistrationForm | null>(null);
  const edit = async (form?: RegistrationForm): Promise<void> => {
    const saved = await openDialog<RegistrationForm>((close) => <FormEditor form={form} onClose={close} />);
    if (!saved) return;
    await client.invalidateQueries({ queryKey: ["registration"] });
    toast(t("registration.saved"), { kind: "good" });
    if (!form && saved.active) void openDialog<null>((close) => <LinkDialog form={saved} onClose={close} />);
  };
  if (isStatus(forms.error, 403)) return <NoPermission />;
  return (
    <div className="page">
      <PageHead
        title={t("nav.registration")}
        extra={
          <Button type="primary" icon={<Icon name="plus" size={14} />} onClick={() => void edit()}>
            {t("registration.new")}
          </Button>
        }
      >
        <span className="muted">{t("registration.hint")}</span>
      </PageHead>
      <div className="panel">
        {forms.isPending && <Bones rows={4} />}
        {forms.isError && <Failure message={messageOf(forms.error)} onRetry={() => void forms.refetch()} />}
        {forms.data?.length === 0 && <Empty text={t("registration.none")} hint={t("registration.noneHint")} />}
        {forms.data && forms.data.length > 0 && (
          <ul className="segments">
            {forms.data.map((form) => (
              <li key={form.id} className="segment">
                <div className="segment__text">
                  <div className="row row--wrap">
                    <strong>{form.title}</strong>
                    <Tag color={form.active ? "green" : null}>
                      {t(form.active ? "registration.on" : "registration.off")}
                    </Tag>
                  </div>
                  <p className="muted">
                    {t("registration.counts", { new: form.counts.new, again: form.counts.again })}
                    {form.counts.last && ` · ${t("registration.last", { when: formatAgo(form.counts.last) })}`}
                  </p>
                </div>
                <span className="row row--wrap">
                  <Button
                    onClick={() => void openDialog<null>((close) => <LinkDialog form={form} onClose={close} />)}
                    aria-label={`${t("registration.link")}: ${form.title}`}
                  >
                    {t("registration.link")}
                  </Button>
                  <Button onClick={() => setShown(form)} aria-label={`${t("registration.submissions")}: ${form.title}`}>
                    {t("registration.submissions")}
                  </Button>
                  <Button onClick={() => void edit(form)} aria-label={`${t("registration.edit")}: ${form.title}`}>
                    {t("common.edit")}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Drawer
        open={shown !== null}
        size={560}
        title={shown && `${t("registration.submissions")} · ${shown.title}`}
        onClose={() => setShown(null)}
      >
        {shown && <Submissions path={`registration/forms/${shown.id}/submissions`} withCustomer mayErase />}
      </Drawer>
    </div>
  );
}
