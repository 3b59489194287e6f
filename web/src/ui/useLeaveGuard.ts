/** Asks before a page with unsaved changes is left, by a link, by the back button or by closing the tab. */
import { useBlocker } from "@tanstack/react-router";
import { t } from "@/i18n";
import "@/i18n/words/leave";
import { ask } from "./dialogs";

/** A page that leaves by itself after it has saved navigates with `ignoreBlocker`. */
export function useLeaveGuard(changed: boolean): void {
  useBlocker({
    enableBeforeUnload: changed,
    disabled: !changed,
    shouldBlockFn: async () =>
      !(await ask({ title: t("leave.ask"), text: t("leave.text"), ok: t("leave.go"), danger: true })),
  });
}
