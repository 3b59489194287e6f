/** What nodes say on their cards. */
import type { Ref } from "@/api/types";
import { type MessageKey, t } from "@/i18n";
import { modeText } from "../parts";
import type { Approve, Copy, FlowPageData, Who } from "./flow";

export interface Known {
  page: FlowPageData;
  /** Names of people by id: those the server told, and those that were picked here. */
  people: Map<number, string>;
}

const title = (refs: Ref[], id: number | undefined): string => refs.find((ref) => ref.id === id)?.title ?? "？";

export function whoText(who: Who, known: Known): string {
  const level = who.level ?? 1;
  switch (who.type) {
    case "people":
      return (who.users ?? []).map((id) => known.people.get(id) ?? `#${id}`).join("、") || t("flows.nobodyYet");
    case "role":
      return t(who.near ? "flows.roleNear" : "flows.roleIs", { name: title(known.page.roles, who.id) });
    case "position":
      return t(who.near ? "flows.positionNear" : "flows.positionIs", { name: title(known.page.positions, who.id) });
    case "field":
      return t("flows.fieldIs", {
        name: known.page.fields.find((field) => field.name === who.field)?.label ?? "？",
      });
    case "head":
      return level === 1 ? t("flows.head") : t("flows.headN", { n: level });
    case "superior":
      return level === 1 ? t("flows.superior") : t("flows.superiorN", { n: level });
    default:
      return t(`flows.${who.type}N` as MessageKey, { n: level });
  }
}

/** Two lines at most: who, and how. */
export function nodeText(node: Approve | Copy, known: Known): { who: string; how: string } {
  const who = node.who.map((one) => whoText(one, known)).join("、");
  if (node.type === "cc") return { who, how: "" };
  const several = node.who.length > 1 || node.who.some((one) => one.type !== "head" && one.type !== "superior");
  const inTurn = node.who.some((one) => one.type === "superiors");
  const parts = [
    ...(several ? [modeText(inTurn ? "turn" : (node.mode ?? "any"), node.share ?? 100)] : []),
    ...(node.timeout ? [t("flows.inHours", { n: node.timeout.hours })] : []),
    ...(node.edit?.length ? [t("flows.mayEdit", { n: node.edit.length })] : []),
    ...(node.hide?.length ? [t("flows.hides", { n: node.hide.length })] : []),
  ];
  return { who, how: parts.join(" · ") };
}
