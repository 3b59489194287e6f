/** What a unified social credit code says about its owner: who registered it, as what, and where. */
import { useQuery } from "@tanstack/react-query";
import { regionText } from "@/fields/region/Display";
import { creditCodeValid } from "@/fields/text/check";
import { type MessageKey, t } from "@/i18n";
import { regionsQuery } from "@/meta/hooks";
import type { SlotProps } from "@/slots";

const OFFICES = new Set(["1", "5", "9", "A", "N"]);

export default function CreditCodeFacts({ value }: SlotProps["fieldAfter"]) {
  const code = typeof value === "string" ? value : "";
  const valid = creditCodeValid(code);
  const regions = useQuery({ ...regionsQuery, enabled: valid }).data;
  if (!valid) return null;
  const office = code.charAt(0);
  // A code may name a district that no longer exists; its city still does.
  const district = code.slice(2, 8);
  const named = regionText(regions, district);
  const place = named === district ? regionText(regions, `${district.slice(0, 4)}00`).replace(/^\d+$/, "") : named;
  const parts = [OFFICES.has(office) ? t(`creditCode.office${office}` as MessageKey) : "", place].filter(Boolean);
  return parts.length > 0 ? <p className="field__help">{parts.join(" · ")}</p> : null;
}
