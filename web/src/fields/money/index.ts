import { lazy } from "react";
import type { FieldKit } from "../types";
import { same } from "../types";
import { MoneyDisplay, moneyText } from "./Display";

const kit: FieldKit = {
  Display: MoneyDisplay,
  Input: lazy(() => import("./Input")),
  Filter: lazy(() => import("./Filter")),
  text: moneyText,
  toApi: same,
  align: "right",
  width: 150,
};

export const moneyKits: Record<string, FieldKit> = { money: kit };
