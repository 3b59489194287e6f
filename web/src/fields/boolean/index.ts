import { lazy } from "react";
import type { FieldKit } from "../types";
import { BooleanDisplay, booleanText } from "./Display";

const kit: FieldKit = {
  Display: BooleanDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: booleanText,
  toApi: (value) => value ?? null,
  width: 80,
};

export const booleanKits: Record<string, FieldKit> = { boolean: kit };
