import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { DateDisplay, dateText } from "./Display";

const base: FieldKit = {
  Display: DateDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: (value, field) => dateText(value, field.type),
  toApi: same,
  width: 136,
};

export const dateKits: Record<string, FieldKit> = { date: base, moment: { ...base, width: 150 } };
