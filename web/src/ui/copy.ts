/** Copying text, also where the page came over plain http and browsers offer no clipboard. */
import { t } from "@/i18n";
import { toast } from "./toast";

export function copyText(text: string): void {
  const done = (): void => toast(t("common.copied"));
  if (navigator.clipboard) {
    void navigator.clipboard.writeText(text).then(done);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  if (document.execCommand("copy")) done();
  area.remove();
}
