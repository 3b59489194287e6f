/** type → how it looks, is typed in and is searched. A new type is one folder and one line here. */
import type { FieldMeta } from "@/api/types";
import { booleanKits } from "./boolean";
import { choiceKits } from "./choice";
import { dateKits } from "./date";
import { durationKits } from "./duration";
import { fileKits, manyFiles } from "./file";
import { linkKits } from "./link";
import { locationKits } from "./location";
import { moneyKits } from "./money";
import { numberKits } from "./number";
import { recurrenceKits } from "./recurrence";
import { regionKits } from "./region";
import { tagKits } from "./tags";
import { textKits } from "./text";
import type { FieldKit } from "./types";

const KITS: Record<string, FieldKit> = {
  ...textKits,
  ...numberKits,
  ...moneyKits,
  ...booleanKits,
  ...dateKits,
  ...durationKits,
  ...choiceKits,
  ...tagKits,
  ...regionKits,
  ...recurrenceKits,
  ...locationKits,
  ...linkKits,
  ...fileKits,
};

export const FIELD_TYPES = Object.keys(KITS);

/** The server and the web are released together; a type unknown here is drawn as text rather than not at all. */
export function kitOf(field: Pick<FieldMeta, "type"> & { link?: string | null }): FieldKit {
  if (field.type === "multi_link" && field.link === "stored_file") return manyFiles;
  return KITS[field.type] ?? (KITS.text as FieldKit);
}
