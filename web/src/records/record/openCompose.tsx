import { lazy } from "react";
import type { EntityMeta, Rec } from "@/api/types";
import { openDialog } from "@/ui/dialogs";

const ComposeSheet = lazy(() => import("./ComposeSheet"));

/** Opens the sheet in which something is written about a record. */
export const openCompose = (meta: EntityMeta, record: Rec, start?: Record<string, unknown>): Promise<null> =>
  openDialog<null>((close) => <ComposeSheet meta={meta} record={record} start={start} onClose={() => close(null)} />);
