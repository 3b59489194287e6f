import { useQuery } from "@tanstack/react-query";
import { t } from "@/i18n";
import { regionsQuery } from "@/meta/hooks";
import { TreeInput } from "../choice/Input";
import type { InputProps } from "../types";

export default function RegionInput(props: InputProps) {
  const { data } = useQuery(regionsQuery);
  return <TreeInput {...props} nodes={data ?? []} placeholder={t("field.region")} />;
}
