/** What can be done with the marked rows; it stands where the filters stood. */
import { useQueryClient } from "@tanstack/react-query";
import { lazy } from "react";
import { messageOf } from "@/api/problem";
import type { EntityMeta } from "@/api/types";
import { t } from "@/i18n";
import "@/i18n/words/listTools";
import { may } from "@/meta/hooks";
import { Slot } from "@/slots/Slot";
import { ask, openDialog } from "@/ui/dialogs";
import { toast } from "@/ui/toast";
import { type BulkResult, bulk, forget } from "../data";
import { openExport } from "./openExport";
import type { ListModel } from "./useList";

const BulkEdit = lazy(() => import("./BulkEdit"));
const BulkOutcome = lazy(() => import("./BulkOutcome"));

export function BulkBar(props: { meta: EntityMeta; list: ListModel; selected: Set<number>; onClear: () => void }) {
  const { meta, list, selected } = props;
  const client = useQueryClient();
  const ids = [...selected];
  const rows = list.page.data?.items ?? [];

  const report = async (results: BulkResult[] | undefined, undo?: () => Promise<void>): Promise<void> => {
    await forget(client, meta.key);
    const failed = (results ?? []).filter((result) => !result.ok);
    if (results && failed.length > 0) {
      const titles = new Map(rows.map((row) => [row.id, String(row[meta.title] ?? `#${row.id}`)]));
      await openDialog<null>((close) => <BulkOutcome results={results} titles={titles} onClose={() => close(null)} />);
    } else {
      const text = results ? t("bulk.done", { n: results.length }) : t("bulk.started");
      toast(text, { kind: "good", action: undo && { label: t("common.undo"), run: () => void undo() } });
      if (!results) void client.invalidateQueries({ queryKey: ["jobs"] });
    }
  };
  const run = async (op: "delete" | "restore"): Promise<void> => {
    if (
      op === "delete" &&
      !(await ask({
        title: t("bulk.deleteAsk", { n: ids.length }),
        text: t("bulk.deleteText"),
        ok: t("common.delete"),
        danger: true,
      }))
    )
      return;
    try {
      const { results } = await bulk(meta.key, op, ids);
      const gone = (results ?? []).filter((result) => result.ok).map((result) => result.id);
      const undo = async (): Promise<void> => report((await bulk(meta.key, "restore", gone)).results);
      props.onClear();
      await report(results, op === "delete" && meta.features.trash && gone.length > 0 ? undo : undefined);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };
  const edit = async (only?: string): Promise<void> => {
    const values = await openDialog<Record<string, unknown>>((close) => (
      <BulkEdit meta={meta} count={ids.length} only={only} onClose={close} />
    ));
    if (!values) return;
    try {
      const { results } = await bulk(meta.key, "update", ids, values);
      await report(results);
    } catch (error) {
      toast(messageOf(error), { kind: "bad" });
    }
  };

  const owner = meta.fields.find((field) => field.name === "owner" && field.edit);
  return (
    <div className="bulkbar" role="toolbar" aria-label={t("bulk.label")}>
      <span>
        {t("bulk.selected")} <strong>{ids.length}</strong> {t("bulk.items")}
      </span>
      {list.url.trash ? (
        <button type="button" className="bulkbar__act" onClick={() => void run("restore")}>
          {t("common.restore")}
        </button>
      ) : (
        <>
          {owner && may(meta.can, "assign") && (
            <button type="button" className="bulkbar__act" onClick={() => void edit("owner")}>
              {t("bulk.assign")}
            </button>
          )}
          {may(meta.can, "update") && (
            <button type="button" className="bulkbar__act" onClick={() => void edit()}>
              {t("bulk.edit")}
            </button>
          )}
          <Slot
            name="bulkActions"
            subjects={[meta.key]}
            props={{
              meta,
              ids,
              done: () => {
                props.onClear();
                void forget(client, meta.key);
              },
            }}
          />
          {meta.features.export && may(meta.can, "export") && (
            <button
              type="button"
              className="bulkbar__act"
              onClick={() => openExport(meta, { filter: { field: "id", op: "in", value: ids }, sort: list.sortText })}
            >
              {t("list.export")}
            </button>
          )}
          {may(meta.can, "delete") && (
            <button type="button" className="bulkbar__act is-bad" onClick={() => void run("delete")}>
              {t("common.delete")}
            </button>
          )}
        </>
      )}
      <button type="button" className="bulkbar__clear" onClick={props.onClear}>
        {t("bulk.clear")}
      </button>
    </div>
  );
}
