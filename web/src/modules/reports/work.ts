/** What pages of reports do: files, saving, and the tray that shows how far a file is. */
import { post } from "@/api/client";
import { messageOf } from "@/api/problem";
import { t } from "@/i18n";
import "@/i18n/words/reports";
import { toast } from "@/ui/toast";
import type { Asked, Narrowing } from "./data";

export interface Which extends Narrowing {
  /** What was asked but not kept. */
  definition?: Asked;
  report?: number;
  dashboard?: number;
  template?: string;
}

/** What is sent: its name, and which report, dashboard or ready-made one it is. */
export interface About {
  name: string;
  report?: number;
  dashboard?: number;
  template?: string;
}

/** The tray at the bottom hears of the job by itself. */
export async function startPack(which: Which): Promise<void> {
  try {
    await post("report/pack", which);
    toast(t("reports.packing"));
  } catch (error) {
    toast(messageOf(error), { kind: "bad" });
  }
}
