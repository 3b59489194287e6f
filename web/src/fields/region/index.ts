import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { RegionDisplay } from "./Display";

const kit: FieldKit = {
  Display: RegionDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: (value) => (value === null || value === undefined ? "" : String(value)),
  toApi: same,
  width: 180,
};

export const regionKits: Record<string, FieldKit> = { region: kit };
