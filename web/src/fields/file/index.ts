import { lazy } from "react";
import type { FieldKit } from "../types";
import { FileDisplay, fileText, isFile } from "./Display";
import { FilesDisplay, filesText } from "./ManyDisplay";

const kit: FieldKit = {
  Display: FileDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: fileText,
  toApi: (value) => (isFile(value) ? value.id : (value ?? null)),
  width: 180,
};

export const fileKits: Record<string, FieldKit> = { file: kit, image: kit };

/** What a `multi_link` to stored files is: drawn as files and not as names that lead somewhere. */
export const manyFiles: FieldKit = {
  Display: FilesDisplay,
  Input: lazy(() => import("./Many")),
  Filter: lazy(() => import("./Filter")),
  text: filesText,
  toApi: (value) => (Array.isArray(value) ? value.filter(isFile).map((file) => file.id) : []),
  width: 180,
};
