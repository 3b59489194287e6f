import { lazy } from "react";
import { openDialog } from "@/ui/dialogs";

const Palette = lazy(() => import("./Palette"));
let isOpen = false;

export function openPalette(): void {
  if (isOpen) return;
  isOpen = true;
  void openDialog<null>((close) => <Palette onClose={() => close(null)} />).then(() => {
    isOpen = false;
  });
}
