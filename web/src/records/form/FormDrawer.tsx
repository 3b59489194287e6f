/** The drawer form of every entity: two columns, one on a phone. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer } from "antd";
import { Fragment, lazy, Suspense, useState } from "react";
import { isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, Rec, Ref } from "@/api/types";
import { CreateContext } from "@/fields/create";
import { t } from "@/i18n";
import { entityQuery, useEntity } from "@/meta/hooks";
import { Slot } from "@/slots/Slot";
import { ask } from "@/ui/dialogs";
import { formatAgo } from "@/ui/format";
import { useIsPhone, useKeys } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Failure, NoPermission } from "@/ui/parts";
import { type FormList, useFormLists } from "../lines/form";
import { type FormRequest, openForm } from "../openForm";
import { FormField } from "./FormField";
import { useForm } from "./useForm";

const FormLines = lazy(() => import("../lines/FormLines"));

const WIDTH = 720;
/** A document with rows needs room for their columns. */
const WIDE = "min(1240px, calc(100vw - 48px))";

/** A record made from within a link picker: its title is what was typed. */
async function createLinked(client: QueryClient, entity: string, typed: string): Promise<Ref | null> {
  const { title } = await client.ensureQueryData(entityQuery(entity));
  const made = await openForm({ entity, preset: typed ? { [title]: typed } : undefined });
  return made ? { id: made.id, title: String(made[title] ?? `#${made.id}`) } : null;
}

export default function FormDrawer(props: FormRequest & { onClose: (saved: Rec | null) => void }) {
  const meta = useEntity(props.entity);
  const phone = useIsPhone();
  const shell = (children: React.ReactNode) => (
    <Drawer open size={phone ? "100%" : WIDTH} onClose={() => props.onClose(null)} title={t("state.loading")}>
      {children}
    </Drawer>
  );
  if (meta.isError) return shell(<Failure message={messageOf(meta.error)} onRetry={() => void meta.refetch()} />);
  if (!meta.data) return shell(<Bones rows={8} />);
  return <WithLists {...props} meta={meta.data} shell={shell} />;
}

type FormProps = FormRequest & { meta: EntityMeta; onClose: (saved: Rec | null) => void };

function WithLists({ shell, ...props }: FormProps & { shell: (children: React.ReactNode) => React.ReactNode }) {
  const lists = useFormLists(props.meta);
  return lists ? <Form {...props} lists={lists} /> : shell(<Bones rows={8} />);
}

function Form({ meta, id, preset, onClose, lists }: FormProps & { lists: FormList[] }) {
  const form = useForm(meta, id, preset, lists);
  const client = useQueryClient();
  const phone = useIsPhone();
  const [showSummary, setShowSummary] = useState(false);

  const submit = async (): Promise<void> => {
    if (form.busy) return;
    const saved = await form.save();
    if (saved) onClose(saved);
    else {
      setShowSummary(true);
      requestAnimationFrame(() =>
        document
          .querySelector<HTMLElement>(
            ".ant-drawer .field.is-bad input, .ant-drawer .field.is-bad textarea, .ant-drawer .lines .is-bad",
          )
          ?.focus(),
      );
    }
  };
  const leave = async (): Promise<void> => {
    if (
      form.dirty &&
      !(await ask({ title: t("form.leaveAsk"), text: t("form.leaveText"), ok: t("form.leave"), danger: true }))
    )
      return;
    form.leave();
    onClose(null);
  };
  useKeys((event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      void submit();
    }
  });

  const badRows = Object.values(form.lineErrors).flatMap((rows) => Object.values(rows).flatMap(Object.keys));
  const bad = Object.keys(form.errors.fields).length + badRows.length;
  const title = form.isNew ? t("form.new", { label: meta.label }) : t("form.edit", { label: meta.label });
  const body = (): React.ReactNode => {
    if (form.record.isError) {
      if (isStatus(form.record.error, 403, 404)) return <NoPermission />;
      return <Failure message={messageOf(form.record.error)} onRetry={() => void form.record.refetch()} />;
    }
    if (!form.ready) return <Bones rows={10} />;
    return (
      <CreateContext.Provider value={(entity, typed) => createLinked(client, entity, typed)}>
        {form.draft && (
          <div className="notice notice--info">
            <Icon name="clock" />
            <span className="grow">{t("form.draft", { when: formatAgo(new Date(form.draft.at).toISOString()) })}</span>
            <Button size="small" type="primary" onClick={form.useDraft}>
              {t("form.useDraft")}
            </Button>
            <Button size="small" onClick={form.dropDraft}>
              {t("form.dropDraft")}
            </Button>
          </div>
        )}
        {showSummary && (bad > 0 || form.errors.summary.length > 0) && (
          <div className="notice notice--bad" role="alert">
            <Icon name="warning" />
            <span className="grow">
              {bad > 0 && t("form.badFields", { n: bad })} {form.errors.summary.join(" ")}
            </span>
          </div>
        )}
        <Slot name="formPanel" subjects={[meta.key]} props={{ meta, id, values: form.values, refusal: form.refusal }} />
        {form.sections.map((section, at) => (
          <Fragment key={section.key}>
            <section className="form-section">
              {(form.sections.length > 1 || at > 0) && <h2>{section.label}</h2>}
              <div className="form-grid">
                {section.fields.filter(form.shown).map((field) => (
                  <FormField
                    key={field.name}
                    entity={meta.key}
                    field={field}
                    form={form}
                    autoFocus={form.isNew && !phone && field.name === meta.title}
                  />
                ))}
              </div>
            </section>
            {at === 0 && lists.length > 0 && (
              <div className="form-section">
                <Suspense fallback={<Bones rows={5} />}>
                  <FormLines meta={meta} lists={lists} form={form} />
                </Suspense>
              </div>
            )}
          </Fragment>
        ))}
      </CreateContext.Provider>
    );
  };
  return (
    <Drawer
      open
      size={phone ? "100%" : lists.length > 0 ? WIDE : WIDTH}
      title={title}
      onClose={() => void leave()}
      keyboard={!form.busy}
      push={false}
      className="form-drawer"
      footer={
        <div className="row drawer-foot">
          {!phone && <span className="muted grow">{t("form.keys")}</span>}
          <Button onClick={() => void leave()}>{t("common.cancel")}</Button>
          <Button type="primary" loading={form.busy} onClick={() => void submit()}>
            {t("common.save")}
          </Button>
        </div>
      }
    >
      {body()}
    </Drawer>
  );
}
