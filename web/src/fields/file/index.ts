import { lazy } from "react";
import type { FieldKit } from "../types";
import { FileDisplay, fileText, isFile } from "./Display";

const kit: FieldKit = {
  Display: FileDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: fileText,
  toApi: (value) => (isFile(value) ? value.id : (value ?? null)),
  width: 180,
};

export const fileKits: Record<string, FieldKit> = { file: kit, image: kit };
