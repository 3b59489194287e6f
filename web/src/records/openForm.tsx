import { lazy } from "react";
import type { Rec } from "@/api/types";
import { openDialog } from "@/ui/dialogs";

const FormDrawer = lazy(() => import("./form/FormDrawer"));

export interface FormRequest {
  entity: string;
  /** Edit this record; without it a new one is made. */
  id?: number;
  /** First values of a new record, in read form. */
  preset?: Record<string, unknown>;
}

/** Opens the drawer form; answers the saved record, or null when it was closed. */
export const openForm = (request: FormRequest): Promise<Rec | null> =>
  openDialog<Rec>((close) => <FormDrawer {...request} onClose={close} />);
