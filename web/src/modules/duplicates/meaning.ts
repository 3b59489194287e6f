/** What a weight is about, in words put together from its name: `name.missing.core` → “name · lacks characters · trade name”. */
import { t } from "@/i18n";
import "@/i18n/words/duplicates";

type Key = Parameters<typeof t>[0];

const KNOWN = new Set([
  ..."absent alias bias branch branch_form extra form info missing near_sound note number other place repeat shape".split(
    " ",
  ),
  ..."slips sound swapped written core rim least more surprise one different none same within low short elsewhere".split(
    " ",
  ),
  ..."close near possible likely certain".split(" "),
]);

export const weightGroup = (name: string): string => name.split(".")[0] ?? "";

export function weightMeaning(name: string): string {
  const [group = "", ...parts] = name.split(".");
  if (group === "threshold") return t(`duplicates.w_from_${parts[0] ?? "likely"}` as Key);
  const words = parts.map((part) => (KNOWN.has(part) ? t(`duplicates.w_${part}` as Key) : part));
  return [t(`duplicates.group_${group}` as Key), ...words].join(" · ");
}
