import { lazy } from "react";
import { type FieldKit, same } from "../types";
import { RecurrenceDisplay } from "./Display";
import { recurrenceText } from "./rule";

const kit: FieldKit = {
  Display: RecurrenceDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: recurrenceText,
  toApi: same,
  width: 200,
  wide: true,
};

export const recurrenceKits: Record<string, FieldKit> = { recurrence: kit };
