/** Print templates of each kind of record. */
import "@/i18n/words/printing";
import "@/ui/css/printing.css";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { lazy, useState } from "react";
import { del, isStatus } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import { may, useMeta } from "@/meta/hooks";
import { ask, openDialog } from "@/ui/dialogs";
import { formatMoment } from "@/ui/format";
import { useTitle } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Bones, Dot, Empty, Failure, NoPermission, PageHead, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { entitiesQuery, managedQuery, type Template } from "./data";

/** What companies print first. */
const USUAL = "quote";

const TemplateEditor = lazy(() => import("./TemplateEditor"));

export default function TemplatesPage() {
  useTitle(t("nav.printing"));
  const client = useQueryClient();
  const seen = useMeta().entities;
  const known = useQuery(entitiesQuery);
  const entities = known.data ?? [];
  const [chosen, setEntity] = useState("");
  const first = entities.find((one) => one.key === USUAL) ?? entities[0];
  const entity = chosen || (first?.key ?? "");
  const managed = useQuery(managedQuery(entity));
  const info = entities.find((one) => one.key === entity);
  if (isStatus(known.error, 403)) return <NoPermission />;
  if (known.isError) return <Failure message={messageOf(known.error)} onRetry={() => void known.refetch()} />;
  if (known.isPending)
    return (
      <div className="page">
        <section className="panel">
          <Bones rows={6} />
        </section>
      </div>
    );
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ["printing"] });
  const edit = async (template?: Template): Promise<void> => {
    if (!managed.data || !info) return;
    const { papers, builtin } = managed.data;
    const saved = await openDialog<Template>((close) => (
      <TemplateEditor
        entity={entity}
        label={info.label}
        template={template}
        papers={papers}
        builtin={builtin}
        seesRecords={seen.some((one) => one.key === entity && may(one.can, "view"))}
        isFirst={managed.data.items.length === 0}
        onClose={close}
      />
    ));
    if (!saved) return;
    toast(t("printing.saved"), { kind: "good" });
    await renew();
  };
  const remove = async (template: Template): Promise<void> => {
    const sure = await ask({
      title: t("printing.removeAsk", { name: template.name }),
      text: t("printing.removeText"),
      ok: t("common.delete"),
      danger: true,
    });
    if (!sure) return;
    try {
      await del(`printing/templates/${template.id}`);
      toast(t("printing.removed", { name: template.name }), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
    await renew();
  };
  const add = (
    <Button type="primary" icon={<Icon name="plus" size={14} />} disabled={!managed.data} onClick={() => void edit()}>
      {t("printing.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={t("nav.printing")} extra={add}>
        <span className="muted">{t("printing.hint")}</span>
      </PageHead>
      {entities.length === 0 ? (
        <Empty text={t("printing.noEntities")} />
      ) : (
        <div className="panel">
          <div className="panel__head printing__head">
            <Select
              value={entity}
              aria-label={t("printing.entity")}
              options={entities.map((one) => ({ value: one.key, label: one.label }))}
              showSearch={{ optionFilterProp: "label" }}
              onChange={setEntity}
            />
          </div>
          {managed.isPending && <Bones rows={4} />}
          {managed.isError && <Failure message={messageOf(managed.error)} onRetry={() => void managed.refetch()} />}
          {managed.data?.items.length === 0 && (
            <Empty text={t("printing.none")} hint={t("printing.noneHint")} action={add} />
          )}
          {managed.data && managed.data.items.length > 0 && (
            <ul className="printing__list">
              {managed.data.items.map((one) => (
                <li key={one.id}>
                  <div className="printing__what">
                    <div className="row row--wrap">
                      <strong>{one.name}</strong>
                      <Tag>{t(`printing.k_${one.kind}_short`)}</Tag>
                      {one.is_default && <Tag color="blue">{t("printing.default")}</Tag>}
                      {!one.active && <Dot>{t("printing.off")}</Dot>}
                    </div>
                    <p className="muted">
                      {one.kind === "html" &&
                        `${managed.data.papers.find((paper) => paper.key === one.paper)?.label ?? one.paper} · `}
                      {t("printing.version", { n: one.number, when: formatMoment(one.updated_at) })}
                    </p>
                  </div>
                  <span className="row">
                    <Button aria-label={t("printing.edit", { name: one.name })} onClick={() => void edit(one)}>
                      {t("common.edit")}
                    </Button>
                    <Button
                      danger
                      aria-label={`${t("common.delete")} ${one.name}`}
                      icon={<Icon name="trash" size={14} />}
                      onClick={() => void remove(one)}
                    />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
