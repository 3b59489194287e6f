import { lazy } from "react";
import type { EntityMeta } from "@/api/types";
import { openDialog } from "@/ui/dialogs";
import type { Merge } from "./api";

const MergeDialog = lazy(() => import("./MergeDialog"));

/** Opens the merge of these records, the first one as the proposed master; answers the merge, or null. */
export const openMerge = (meta: EntityMeta, ids: number[]): Promise<Merge | null> =>
  openDialog<Merge>((close) => <MergeDialog meta={meta} ids={ids} onClose={close} />);
