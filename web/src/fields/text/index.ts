import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { checkText } from "./check";
import { TextDisplay } from "./Display";

const base: FieldKit = {
  Display: TextDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: (value) => (value === null || value === undefined ? "" : String(value)),
  toApi: (value) => same(typeof value === "string" ? value.trim() : value),
  check: checkText,
  width: 160,
};

export const textKits: Record<string, FieldKit> = {
  text: base,
  long_text: { ...base, width: 240, wide: true },
  rich_text: { ...base, width: 240, wide: true },
  url: { ...base, width: 180 },
  email: { ...base, width: 190 },
  phone: { ...base, width: 136 },
  address: { ...base, width: 240, wide: true },
  person_name: { ...base, width: 110 },
  credit_code: { ...base, width: 186 },
  id_number: { ...base, width: 180 },
  auto_number: { ...base, width: 150 },
};
