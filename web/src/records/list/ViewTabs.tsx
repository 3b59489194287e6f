import { useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown } from "antd";
import { lazy } from "react";
import { del, patch } from "@/api/client";
import { messageOf } from "@/api/problem";
import type { EntityMeta, SavedView } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import { ask, openDialog } from "@/ui/dialogs";
import { formatCount } from "@/ui/format";
import { Icon } from "@/ui/Icon";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import type { ListModel } from "./useList";

const SaveView = lazy(() => import("./SaveView"));

export function ViewTabs({ list, meta }: { list: ListModel; meta: EntityMeta }) {
  const client = useQueryClient();
  const renew = (): Promise<void> => client.invalidateQueries({ queryKey: ["views", meta.key] });
  const saved = list.view?.saved;

  const saveAs = async (): Promise<void> => {
    const view = await openDialog<SavedView>((close) => <SaveView meta={meta} list={list} onClose={close} />);
    if (!view) return;
    await renew();
    list.setUrl({ view: `v${view.id}`, f: undefined, q: undefined, sort: undefined });
  };
  const keep = async (view: SavedView): Promise<void> => {
    try {
      await patch(`views/${view.id}`, {
        filter: list.words.filter,
        sort: list.sortText ?? null,
        columns: list.columns.map((column) => ({ name: column.field.name, width: column.width })),
        density: list.density,
      });
      await renew();
      list.setUrl({ f: undefined, sort: undefined });
      toast(t("view.saved"), { kind: "good" });
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const remove = async (view: SavedView): Promise<void> => {
    if (!(await ask({ title: t("view.deleteAsk", { name: view.name }), ok: t("common.delete"), danger: true }))) return;
    try {
      await del(`views/${view.id}`);
      list.setUrl({ view: undefined });
      await renew();
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };

  const items = list.views.map((view) => ({
    key: view.key,
    label: view.label,
    count: list.counts?.[view.key]
      ? formatCount(list.counts[view.key] ?? { count: 0, capped: false })
      : list.counts
        ? undefined
        : "\u2007",
  }));
  return (
    <Tabs
      label={t("view.label")}
      items={items}
      active={list.url.trash ? "" : list.viewKey}
      onChange={(key) => list.setUrl({ view: key, trash: undefined, sort: undefined })}
      extra={
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              { key: "new", label: t("view.saveAs"), onClick: () => void saveAs() },
              ...(saved?.mine
                ? [
                    { key: "keep", label: t("view.update", { name: saved.name }), onClick: () => void keep(saved) },
                    {
                      key: "drop",
                      danger: true,
                      label: t("view.delete", { name: saved.name }),
                      onClick: () => void remove(saved),
                    },
                  ]
                : []),
            ],
          }}
        >
          <Button
            type="text"
            size="small"
            icon={<Icon name="save" />}
            aria-label={t("view.menu")}
            title={t("view.menu")}
          />
        </Dropdown>
      }
    />
  );
}
