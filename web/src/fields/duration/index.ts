import { lazy } from "react";
import type { FieldKit } from "../types";
import { DurationDisplay, durationText } from "./Display";

const kit: FieldKit = {
  Display: DurationDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: durationText,
  toApi: (value) => value ?? null,
  align: "right",
  width: 120,
};

export const durationKits: Record<string, FieldKit> = { duration: kit };
