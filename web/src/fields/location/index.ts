import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { LocationDisplay, pointText } from "./Display";

const kit: FieldKit = {
  Display: LocationDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: pointText,
  toApi: same,
  width: 170,
};

export const locationKits: Record<string, FieldKit> = { location: kit };
