/** Fields that an administrator adds to an entity. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { lazy, useState } from "react";
import { get, listOf, patch, post } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { CustomField } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import "@/i18n/words/settings";
import { useMeta } from "@/meta/hooks";
import { openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Bones, Dot, Empty, Failure, ScrollX, Tag } from "@/ui/parts";
import { toast } from "@/ui/toast";
import { SettingsFrame } from "./Guard";

const FieldDialog = lazy(() => import("./FieldDialog"));

const intoSight = (line: HTMLElement | null): void => line?.scrollIntoView?.({ block: "nearest" });

/** What companies add fields to first. */
const MAIN = "customer";

export default function FieldsPage() {
  const meta = useMeta();
  const client = useQueryClient();
  const entities = meta.customizable ?? [];
  const [entity, setEntity] = useState(() => (entities.find(({ key }) => key === MAIN) ?? entities[0])?.key ?? "");
  const fields = useQuery({
    queryKey: ["custom-fields", entity],
    queryFn: async ({ signal }) =>
      listOf(await get<CustomField[] | { items: CustomField[] }>("custom-fields", { entity }, signal)),
    enabled: entity !== "",
  });
  const renew = async (): Promise<void> => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["custom-fields"] }),
      client.invalidateQueries({ queryKey: ["meta"] }),
    ]);
  };
  const edit = async (field?: CustomField): Promise<void> => {
    const saved = await openDialog<true>((close) => <FieldDialog entity={entity} field={field} onClose={close} />);
    if (saved) await renew();
  };
  const toggle = async (field: CustomField): Promise<void> => {
    try {
      await patch(`custom-fields/${field.id}`, { active: !field.active });
      await renew();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const speedUp = async (field: CustomField): Promise<void> => {
    try {
      await post(`custom-fields/${field.id}/index`);
      await client.invalidateQueries({ queryKey: ["jobs"] });
      toast(t("fields.indexing"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const add = (
    <Button type="primary" icon={<Icon name="plus" />} onClick={() => void edit()}>
      {t("fields.add")}
    </Button>
  );
  return (
    <SettingsFrame title={t("settings.fields")} hint={t("fields.hint")} extra={add}>
      <div className="split">
        <nav className="panel split__list" aria-label={t("roles.entity")}>
          {entities.map((item) => (
            <button
              key={item.key}
              type="button"
              className="split__item"
              ref={item.key === entity ? intoSight : undefined}
              aria-current={item.key === entity ? "true" : undefined}
              onClick={() => setEntity(item.key)}
            >
              <span className="grow ellipsis">{item.label}</span>
            </button>
          ))}
        </nav>
        <div className="panel split__main">
          <header className="panel__head">
            <h2>{entities.find((item) => item.key === entity)?.label}</h2>
          </header>
          {fields.isPending && <Bones rows={5} />}
          {fields.isError && <Failure message={messageOf(fields.error)} onRetry={() => void fields.refetch()} />}
          {fields.data?.length === 0 && <Empty text={t("fields.empty")} hint={t("fields.emptyHint")} action={add} />}
          {fields.data && fields.data.length > 0 && (
            <ScrollX label={t("settings.fields")}>
              <table className="plain-table card-table">
                <thead>
                  <tr>
                    <th>{t("fields.label")}</th>
                    <th>{t("fields.name")}</th>
                    <th>{t("fields.type")}</th>
                    <th>{t("fields.required")}</th>
                    <th>{t("fields.state")}</th>
                    <th>
                      <span className="sr-only">{t("fields.acts")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {fields.data.map((field) => (
                    <tr key={field.id}>
                      <th scope="row">{field.label}</th>
                      <td data-label={t("fields.name")}>
                        <code>{field.name}</code>
                      </td>
                      <td data-label={t("fields.type")}>{t(`type.${field.type}` as MessageKey)}</td>
                      <td data-label={t("fields.required")}>{field.required ? t("common.yes") : t("common.no")}</td>
                      <td data-label={t("fields.state")}>
                        <Dot color={field.active ? "green" : "gray"}>
                          {field.active ? t("fields.on") : t("fields.off")}
                        </Dot>
                      </td>
                      <td className="is-right">
                        <span className="row row--end">
                          {field.indexed ? (
                            <Tag color="blue">{t("fields.indexed")}</Tag>
                          ) : (
                            field.active && (
                              <button
                                type="button"
                                className="plain-button"
                                title={t("fields.indexHint")}
                                onClick={() => void speedUp(field)}
                              >
                                {t("fields.index")}
                              </button>
                            )
                          )}
                          <button type="button" className="plain-button" onClick={() => void edit(field)}>
                            {t("common.edit")}
                          </button>
                          <button type="button" className="plain-button" onClick={() => void toggle(field)}>
                            {field.active ? t("fields.turnOff") : t("fields.turnOn")}
                          </button>
                        </span>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollX>
          )}
        </div>
      </div>
    </SettingsFrame>
  );
}
