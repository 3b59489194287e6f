import { lazy } from "react";
import type { FieldKit } from "../types";
import { TagsDisplay, tagsText } from "./Display";

const kit: FieldKit = {
  Display: TagsDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: tagsText,
  toApi: (value) => value ?? [],
  width: 170,
};

export const tagKits: Record<string, FieldKit> = { tags: kit };
