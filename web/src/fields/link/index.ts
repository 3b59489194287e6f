import { lazy } from "react";
import type { FieldKit } from "../types";
import { isRef, LinkDisplay, linkText } from "./Display";

const idOf = (value: unknown): unknown => (isRef(value) ? value.id : (value ?? null));

const base: FieldKit = {
  Display: LinkDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: linkText,
  toApi: idOf,
  width: 160,
};

export const linkKits: Record<string, FieldKit> = {
  link: { ...base, width: 200 },
  user: { ...base, width: 120 },
  department: base,
  multi_link: { ...base, toApi: (value) => (Array.isArray(value) ? value.map(idOf) : []), width: 220 },
};
