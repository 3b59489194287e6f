import { lazy } from "react";
import type { EntityMeta } from "@/api/types";
import { openDialog } from "@/ui/dialogs";
import type { ListWords } from "../data";

const ExportDialog = lazy(() => import("./ExportDialog"));

/** Asks for format, columns and reason, then starts the export; the tray shows how far it is. */
export function openExport(meta: EntityMeta, words: ListWords): void {
  void openDialog<null>((close) => <ExportDialog meta={meta} words={words} onClose={() => close(null)} />);
}
