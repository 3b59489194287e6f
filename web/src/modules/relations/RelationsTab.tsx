/** The relations of a customer or contact: as a list, as a graph, as the group. */
import "@/i18n/words/relations";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { t } from "@/i18n";
import type { SlotProps } from "@/slots";
import { openDialog } from "@/ui/dialogs";
import { Icon } from "@/ui/Icon";
import { Bones } from "@/ui/parts";
import type { PartyKind } from "./data";
import { RelationList } from "./RelationList";

const GraphView = lazy(() => import("./GraphView"));
const GroupTree = lazy(() => import("./GroupTree"));
const RelationDialog = lazy(() => import("./RelationDialog"));

type View = "list" | "graph" | "group";

export default function RelationsTab({ meta, record }: SlotProps["recordTab"]) {
  const kind = meta.key as PartyKind;
  const [view, setView] = useState<View>("list");
  const views: View[] = kind === "customer" ? ["list", "graph", "group"] : ["list", "graph"];
  const self = { kind, id: record.id, title: String(record[meta.title] ?? "") };
  const add = (): void =>
    void openDialog<boolean>((close) => <RelationDialog self={self} onClose={(done) => close(done)} />);
  return (
    <div className="relations">
      <div className="relations__bar">
        <fieldset className="switch" aria-label={t("relations.views")}>
          {views.map((name) => (
            <button
              key={name}
              type="button"
              className="switch__item"
              aria-pressed={view === name}
              onClick={() => setView(name)}
            >
              {t(`relations.${name}`)}
            </button>
          ))}
        </fieldset>
        <Button icon={<Icon name="plus" size={14} />} onClick={add}>
          {t("relations.add")}
        </Button>
      </div>
      <Suspense fallback={<Bones rows={6} />}>
        {view === "list" && <RelationList self={self} onAdd={add} />}
        {view === "graph" && <GraphView self={self} />}
        {view === "group" && <GroupTree self={self} />}
      </Suspense>
    </div>
  );
}
