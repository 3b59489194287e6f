import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { ChoiceDisplay, choiceText } from "./Display";

const base: FieldKit = {
  Display: ChoiceDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: choiceText,
  toApi: same,
  width: 112,
};

export const choiceKits: Record<string, FieldKit> = {
  choice: base,
  multi_choice: { ...base, toApi: (value) => value ?? [], width: 170 },
};
