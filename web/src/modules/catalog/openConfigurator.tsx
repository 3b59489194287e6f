import { lazy } from "react";
import type { Ref } from "@/api/types";
import { openDialog } from "@/ui/dialogs";
import type { Chosen, Verdict } from "./data";

const Configurator = lazy(() => import("./Configurator"));

/** Asks for the choices of a product; null when the person left it as it was. */
export const openConfigurator = (product: Ref, chosen: Chosen): Promise<Verdict | null> =>
  openDialog<Verdict>((close) => <Configurator product={product} chosen={chosen} onClose={close} />);
