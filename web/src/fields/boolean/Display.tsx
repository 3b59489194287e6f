import { t } from "@/i18n";
import type { DisplayProps } from "../types";

export const booleanText = (value: unknown): string =>
  value === true ? t("common.yes") : value === false ? t("common.no") : "";

export function BooleanDisplay({ value }: DisplayProps) {
  return booleanText(value);
}
