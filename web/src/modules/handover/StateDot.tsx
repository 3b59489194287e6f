import { t } from "@/i18n";
import "@/i18n/words/handover";
import { Dot } from "@/ui/parts";
import type { Head, LineState } from "./data";

const TONE = {
  draft: "gray",
  running: "blue",
  stopped: "orange",
  done: "green",
  undoing: "blue",
  undone: "gray",
  interrupted: "red",
} as const;
const LINE_TONE = { waiting: "gray", moved: "green", kept: "orange", back: "blue", stays: "orange" } as const;

export function StateDot({ head }: { head: Pick<Head, "state" | "interrupted"> }) {
  const state = head.interrupted ? "interrupted" : head.state;
  return <Dot color={TONE[state]}>{t(`handover.s_${state}`)}</Dot>;
}

export function LineDot({ state }: { state: LineState }) {
  return <Dot color={LINE_TONE[state]}>{t(`handover.i_${state}`)}</Dot>;
}
