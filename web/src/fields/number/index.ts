import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { NumberDisplay, numberText } from "./Display";

const base: FieldKit = {
  Display: NumberDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: (value, field) => numberText(value, field.decimals, field.type === "percent"),
  toApi: same,
  align: "right",
  width: 110,
};

export const numberKits: Record<string, FieldKit> = { integer: base, decimal: base, percent: base };
